package k4j.store.embedded;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import k4j.store.Watch;
import k4j.store.WatchRequest;
import k4j.store.WatchSignal;
import k4j.store.WatchSignal.Ended;
import k4j.store.WatchSignal.Event;
import k4j.store.WatchSignal.Progress;
import k4j.store.WatchSignal.Reason;
import org.jspecify.annotations.Nullable;

/// A watch with a bounded queue between the owner of the store, which never waits, and the reader.
///
/// Events up to the state it found when it was registered come from that state's history; what the
/// owner offers of them as well is dropped.
final class QueuedWatch<V> implements Watch<V> {

  private final Watchers<V> watchers;
  private final WatchRequest request;
  private final ArrayDeque<Event<V>> backlog = new ArrayDeque<>();
  private final ArrayDeque<Event<V>> queue = new ArrayDeque<>(4);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long liveAfter;
  private @Nullable Ended<V> ended;

  QueuedWatch(Watchers<V> watchers, WatchRequest request) {
    this.watchers = watchers;
    this.request = request;
  }

  String prefix() {
    return request.prefix();
  }

  /// Says which state the live events follow; called before the first of them is offered.
  void follow(State<V> state) {
    liveAfter = state.revision();
  }

  /// Takes from history what comes before the live events; the reader has the watch only later.
  void recall(State<V> state) {
    state.collect(request.afterRevision(), request.prefix(), backlog);
  }

  /// Offers a live event; false if the reader was too slow and the watch has ended.
  boolean offer(Event<V> event) {
    lock.lock();
    try {
      if (ended != null || event.revision() <= liveAfter) {
        return ended == null;
      }
      if (queue.size() >= request.queueLimit()) {
        finish(Reason.SLOW);
        return false;
      }
      queue.add(event);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void end(Reason reason) {
    lock.lock();
    try {
      if (ended == null) {
        finish(reason);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WatchSignal<V> next(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (true) {
        // Read before the queue: the owner moves it on only after offering.
        long told = watchers.told();
        WatchSignal<V> signal = take();
        if (signal != null) {
          return signal;
        }
        if (nanos <= 0) {
          return new Progress<>(Math.max(told, liveAfter));
        }
        nanos = changed.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    end(Reason.CLOSED);
    watchers.remove(this);
  }

  private @Nullable WatchSignal<V> take() {
    if (ended != null) {
      return ended;
    }
    Event<V> event = backlog.poll();
    return event == null ? queue.poll() : event;
  }

  /// What was waiting is dropped at once: a reader that does not read must not hold memory.
  private void finish(Reason reason) {
    ended = new Ended<>(reason);
    backlog.clear();
    queue.clear();
    changed.signalAll();
  }
}
