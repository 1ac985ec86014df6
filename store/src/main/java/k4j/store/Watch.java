package k4j.store;

import java.time.Duration;

/// A stream of changes, read by one thread at a time.
public interface Watch<V> extends AutoCloseable {

  /// Waits for the next event, at most for `timeout`; [WatchSignal.Progress] if none came.
  WatchSignal<V> next(Duration timeout) throws InterruptedException;

  /// Ends the watch from any thread; a waiting reader is woken. Idempotent.
  @Override
  void close();
}
