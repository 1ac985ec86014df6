package k4j.client.reconcile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.meta.StatusException;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A controller's workers: virtual threads that take keys from its queue to its reconciler, once
/// the caches it reads are filled.
public final class ControllerLoop<K> implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);

  private final String name;
  private final List<Informer<?>> caches;
  private final WorkQueue<K> queue;
  private final Reconciler<K> reconciler;
  private final List<Thread> workers = new ArrayList<>();

  public ControllerLoop(
      String name, List<Informer<?>> caches, WorkQueue<K> queue, Reconciler<K> reconciler) {
    this.name = name;
    this.caches = List.copyOf(caches);
    this.queue = queue;
    this.reconciler = reconciler;
  }

  public void start(int count) {
    for (int i = 0; i < count; i++) {
      workers.add(Thread.ofVirtual().name(name + "-" + i).start(this::work));
    }
  }

  private void work() {
    for (Informer<?> cache : caches) {
      if (!cache.awaitSync()) {
        return;
      }
    }
    for (Optional<K> key = queue.take(); key.isPresent(); key = queue.take()) {
      step(key.get());
    }
  }

  private void step(K key) {
    try {
      switch (reconciler.reconcile(key)) {
        case Outcome.Done _ -> queue.forget(key);
        case Outcome.After(var delay) -> {
          queue.forget(key);
          queue.addAfter(key, delay);
        }
        case Outcome.Retry _ -> queue.addRateLimited(key);
      }
    } catch (StatusException e) {
      // Caches are a little late: the next try sees that the object is newer, or gone.
      boolean late = e.isConflict() || e.isNotFound() || e.isAlreadyExists();
      var level = late ? LOG.atDebug() : LOG.atWarn();
      level
          .addKeyValue("controller", name)
          .addKeyValue("key", key)
          .addKeyValue("reason", e.status().reason())
          .addKeyValue("error", e.status().message())
          .log("reconcile failed, will retry");
      queue.addRateLimited(key);
    } catch (RuntimeException e) {
      LOG.atError()
          .addKeyValue("controller", name)
          .addKeyValue("key", key)
          .setCause(e)
          .log("reconciler broke, will retry");
      queue.addRateLimited(key);
    } finally {
      queue.done(key);
    }
  }

  /// Ends the workers and waits for what they are doing.
  @Override
  public void close() {
    queue.close();
    workers.forEach(Thread::interrupt);
    for (Thread worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
