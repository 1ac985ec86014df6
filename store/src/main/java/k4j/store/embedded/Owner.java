package k4j.store.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import k4j.store.StoreUnavailableException.Reason;

/// The one thread that changes a store: writes that wait while it makes others durable become the
/// next batch. A platform thread, for it spends its life in system calls that hold their carrier.
final class Owner<V> {

  private static final int QUEUE = 1024;
  private static final int BATCH_COUNT = 1024;
  private static final int BATCH_BYTES = 4 << 20;

  private final Engine<V> engine;
  private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>(QUEUE);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean ended;

  Owner(Engine<V> engine) {
    this.engine = engine;
    this.thread = Thread.ofPlatform().name("store-owner").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Puts a request into the queue, or fails it.
  void ask(Request request) {
    if (closing.get()) {
      request.fail(Reason.CLOSED, null);
      return;
    }
    Uninterruptibly.run(() -> queue.put(request));
    if (ended) {
      failAll();
    }
  }

  /// Lets what is waiting be done, then ends the thread.
  void stop() {
    if (closing.compareAndSet(false, true)) {
      Uninterruptibly.run(() -> queue.put(new Request.Stop()));
    }
    Uninterruptibly.run(thread::join);
  }

  private void run() {
    try {
      Request request = queue.take();
      while (!(request instanceof Request.Stop)) {
        carryOut(request);
        request = queue.take();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      ended = true;
      failAll();
    }
  }

  @SuppressWarnings("unchecked")
  private void carryOut(Request request) {
    switch (request) {
      case Commit<?> commit -> engine.commit(batch((Commit<V>) commit));
      case Request.Compact(long revision, var done) -> {
        engine.compact(revision);
        done.countDown();
      }
      case Request.Stop _ -> throw new IllegalStateException("stop is not carried out");
    }
  }

  /// The first write and those that wait behind it, as far as they fit into one.
  @SuppressWarnings("unchecked")
  private List<Commit<V>> batch(Commit<V> first) {
    List<Commit<V>> batch = new ArrayList<>();
    batch.add(first);
    long bytes = first.size();
    while (batch.size() < BATCH_COUNT
        && bytes < BATCH_BYTES
        && queue.peek() instanceof Commit<?> next) {
      queue.remove();
      batch.add((Commit<V>) next);
      bytes += next.size();
    }
    return batch;
  }

  private void failAll() {
    Request left = queue.poll();
    while (left != null) {
      left.fail(closing.get() ? Reason.CLOSED : Reason.FAILED, null);
      left = queue.poll();
    }
  }
}
