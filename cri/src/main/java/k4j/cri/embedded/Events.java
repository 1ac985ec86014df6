package k4j.cri.embedded;

import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import k4j.cri.RuntimeService.Subscription;
import k4j.cri.container.ContainerEvent;
import k4j.cri.container.ContainerEventListener;

/// Hands events of containers to whoever listens, each on a thread of its own.
public final class Events {
  private static final int BOUND = 4096;
  private final InstantSource clock;
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

  public Events(InstantSource clock) {
    this.clock = clock;
  }

  public void publish(
      String containerId, String sandboxId, String podUid, ContainerEvent.Type type) {
    ContainerEvent event =
        new ContainerEvent(containerId, sandboxId, podUid, type, clock.instant());
    deliveries.forEach(delivery -> delivery.offer(event));
  }

  public Subscription subscribe(ContainerEventListener listener) {
    Delivery delivery = new Delivery(listener);
    deliveries.add(delivery);
    delivery.thread.start();
    return delivery;
  }

  public void close() {
    deliveries.forEach(Delivery::close);
  }

  /// One listener with its queue.
  private final class Delivery implements Subscription {
    private final ContainerEventListener listener;
    private final ArrayBlockingQueue<ContainerEvent> queue = new ArrayBlockingQueue<>(BOUND);
    private final AtomicBoolean lost = new AtomicBoolean();
    private final Thread thread;

    Delivery(ContainerEventListener listener) {
      this.listener = listener;
      this.thread = Thread.ofVirtual().name("k4j-cri-events").unstarted(this::run);
    }

    void offer(ContainerEvent event) {
      if (!queue.offer(event)) {
        lost.set(true);
      }
    }

    private void run() {
      try {
        while (deliveries.contains(this)) {
          ContainerEvent event = queue.take();
          if (lost.getAndSet(false)) {
            queue.clear();
            listener.lost();
          } else {
            listener.event(event);
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      deliveries.remove(this);
      thread.interrupt();
    }
  }
}
