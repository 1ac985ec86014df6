package k4j.client.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Keys that wait to be worked off. A key is there once however often it is added, and never with
/// two workers at a time: one added while it is worked on comes back when that is done. (client-go,
/// `util/workqueue`.)
public final class WorkQueue<K> implements AutoCloseable {

  private record Timed(Instant due, ScheduledFuture<?> task) {}

  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final BackOff backOff;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ready = lock.newCondition();
  private final ArrayDeque<K> queue = new ArrayDeque<>();
  private final Set<K> dirty = new HashSet<>();
  private final Set<K> processing = new HashSet<>();
  private final Map<K, Integer> failures = new HashMap<>();
  private final Map<K, Timed> delayed = new HashMap<>();
  private boolean closed;

  public WorkQueue(InstantSource clock, ScheduledExecutorService timer, BackOff backOff) {
    this.clock = clock;
    this.timer = timer;
    this.backOff = backOff;
  }

  public void add(K key) {
    lock.lock();
    try {
      if (closed || !dirty.add(key) || processing.contains(key)) {
        return;
      }
      queue.add(key);
      ready.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Adds the key when the time has come; of several times the earliest counts.
  public void addAfter(K key, Duration delay) {
    if (!delay.isPositive()) {
      add(key);
      return;
    }
    lock.lock();
    try {
      Instant due = clock.instant().plus(delay);
      Timed earlier = delayed.get(key);
      if (closed || (earlier != null && !earlier.due().isAfter(due))) {
        return;
      }
      if (earlier != null) {
        earlier.task().cancel(false);
      }
      Runnable fire = () -> fire(key, due);
      delayed.put(key, new Timed(due, timer.schedule(fire, delay.toNanos(), TimeUnit.NANOSECONDS)));
    } catch (RejectedExecutionException _) {
      closed = true; // the timer ends with the process, and so does all work
    } finally {
      lock.unlock();
    }
  }

  private void fire(K key, Instant due) {
    lock.lock();
    try {
      Timed timed = delayed.get(key);
      if (timed != null && timed.due().equals(due)) {
        delayed.remove(key);
      }
    } finally {
      lock.unlock();
    }
    add(key);
  }

  /// Adds the key later, the more often it failed the later.
  public void addRateLimited(K key) {
    int before;
    lock.lock();
    try {
      before = failures.merge(key, 1, Integer::sum) - 1;
    } finally {
      lock.unlock();
    }
    addAfter(key, backOff.after(before));
  }

  /// How often the key failed since it was forgotten.
  public int failures(K key) {
    lock.lock();
    try {
      return failures.getOrDefault(key, 0);
    } finally {
      lock.unlock();
    }
  }

  /// The key succeeded: its failures no longer count.
  public void forget(K key) {
    lock.lock();
    try {
      failures.remove(key);
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a key; the caller says `done` with it. Empty when the queue was closed or the thread
  /// interrupted, whose flag stays.
  public Optional<K> take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        ready.await();
      }
      if (closed) {
        return Optional.empty();
      }
      K key = queue.remove();
      processing.add(key);
      dirty.remove(key);
      return Optional.of(key);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  public void done(K key) {
    lock.lock();
    try {
      processing.remove(key);
      if (dirty.contains(key) && !closed) {
        queue.add(key);
        ready.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /// How many keys could be taken now.
  public int size() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /// Whether nothing waits, nothing is delayed and nothing is worked on.
  public boolean isIdle() {
    lock.lock();
    try {
      return queue.isEmpty() && processing.isEmpty() && delayed.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      delayed.values().forEach(timed -> timed.task().cancel(false));
      delayed.clear();
      queue.clear();
      ready.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
