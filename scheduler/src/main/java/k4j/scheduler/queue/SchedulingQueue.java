package k4j.scheduler.queue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import k4j.api.core.v1.Pod;
import k4j.client.Surroundings;
import k4j.client.queue.BackOff;
import k4j.scheduler.config.SchedulerConfig;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.QueueSortPlugin;
import k4j.scheduler.snapshot.PodInfo;

/// The pods without a node: those to be tried now, those that wait out a back-off, and those that
/// wait for something to happen. (scheduler: backend/queue.)
public final class SchedulingQueue implements AutoCloseable {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  /// What the queue asks the plugins.
  public interface Judge {

    /// Who holds the pod back; empty where it may be tried.
    Set<String> gates(PodInfo pod);

    /// Whether a pod that these plugins refused is worth another try.
    boolean mayHelp(PodInfo pod, Set<String> plugins, ClusterEvent event);
  }

  /// Where a pod is.
  private enum Place {
    ACTIVE,
    BACK_OFF,
    UNSCHEDULABLE,
    /// Being tried or bound.
    IN_FLIGHT
  }

  private static final class Entry {
    QueuedPod queued;
    Place place;
    final long number;
    Instant ready = Instant.EPOCH;

    /// Whether even an idle scheduler lets it wait: the last attempt broke.
    boolean strict;

    /// How many events had happened when it was taken.
    long eventsSeen;

    Entry(QueuedPod queued, Place place, long number) {
      this.queued = queued;
      this.place = place;
      this.number = number;
    }
  }

  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Judge judge;
  private final BackOff penalty;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Entry> entries = new HashMap<>();
  private final TreeSet<Entry> active;
  private final TreeSet<Entry> backOff =
      new TreeSet<>(
          Comparator.<Entry, Instant>comparing(e -> e.ready).thenComparingLong(e -> e.number));
  private final List<ClusterEvent> recent = new ArrayList<>();
  private long events;
  private int inFlight;
  private long numbers;
  private boolean sweeping;
  private boolean closed;

  public SchedulingQueue(
      Surroundings surroundings, QueueSortPlugin sort, Judge judge, SchedulerConfig config) {
    clock = surroundings.clock();
    timer = surroundings.timer();
    penalty = new BackOff(config.initialBackOff(), config.mostBackOff());
    this.judge = judge;
    Comparator<QueueSortPlugin.Waiting> order = sort.order();
    active =
        new TreeSet<>(
            Comparator.<Entry, QueueSortPlugin.Waiting>comparing(
                    e -> new QueueSortPlugin.Waiting(e.queued.pod(), e.queued.since()), order)
                .thenComparingLong(e -> e.number));
  }

  /// A pod that has no node yet, new or in a newer version.
  public void put(PodInfo pod, boolean isChanged) {
    lock.lock();
    try {
      Entry entry = entries.get(pod.key());
      if (entry == null || !entry.queued.pod().pod().uid().equals(pod.pod().uid())) {
        remove(pod.key());
        var fresh =
            new Entry(
                new QueuedPod(pod, clock.instant(), 0, Set.of()), Place.UNSCHEDULABLE, numbers++);
        entries.put(pod.key(), fresh);
        activate(fresh);
        return;
      }
      leave(entry);
      entry.queued = entry.queued.with(pod);
      if (entry.place == Place.UNSCHEDULABLE
          && isChanged
          && judge.mayHelp(pod, entry.queued.plugins(), new ClusterEvent.PodChanged(pod.pod()))) {
        wake(entry);
      } else {
        enter(entry);
      }
    } finally {
      lock.unlock();
    }
  }

  /// A pod that is gone or has a node.
  public void remove(String key) {
    lock.lock();
    try {
      Entry entry = entries.remove(key);
      if (entry != null) {
        leave(entry);
        landed(entry);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the next pod; empty when closed or interrupted.
  public Optional<QueuedPod> take() {
    lock.lock();
    try {
      while (!closed) {
        Optional<Entry> next = next();
        if (next.isPresent()) {
          Entry entry = next.get();
          leave(entry);
          entry.place = Place.IN_FLIGHT;
          entry.eventsSeen = events;
          inFlight++;
          return Optional.of(entry.queued);
        }
        changed.await();
      }
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Entry> next() {
    Instant now = clock.instant();
    while (!backOff.isEmpty() && !backOff.first().ready.isAfter(now)) {
      Entry entry = backOff.pollFirst();
      entry.queued = entry.queued.at(entry.ready);
      entry.place = Place.ACTIVE;
      active.add(entry);
    }
    if (!active.isEmpty()) {
      return Optional.of(active.first());
    }
    return backOff.stream().filter(e -> !e.strict).findFirst(); // why wait when nothing else is due
  }

  /// A pod that was taken and could not be placed.
  ///
  /// @param plugins who refused it; empty where the attempt itself broke
  public void putBack(QueuedPod taken, Set<String> plugins) {
    lock.lock();
    try {
      Entry entry = entries.get(taken.key());
      if (entry == null || entry.place != Place.IN_FLIGHT) {
        return; // deleted, or made anew, in the meantime
      }
      QueuedPod was = entry.queued;
      entry.queued = new QueuedPod(was.pod(), clock.instant(), was.attempts() + 1, plugins);
      entry.strict = plugins.isEmpty();
      boolean again = entry.strict || missed(entry);
      landed(entry);
      entry.place = Place.UNSCHEDULABLE;
      if (again) {
        wake(entry);
      } else {
        sweepLater();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Whether something that may help happened while the pod was tried.
  private boolean missed(Entry entry) {
    int from = (int) Math.max(0, recent.size() - (events - entry.eventsSeen));
    return recent.subList(from, recent.size()).stream().anyMatch(event -> helps(entry, event));
  }

  /// The pod is no longer being tried: what happens now is told to it in its place.
  private void landed(Entry entry) {
    if (entry.place == Place.IN_FLIGHT && --inFlight == 0) {
      recent.clear();
    }
  }

  /// Something happened that may make room for pods.
  public void happened(ClusterEvent event) {
    lock.lock();
    try {
      events++;
      if (inFlight > 0) {
        recent.add(event);
      }
      for (Entry entry : List.copyOf(entries.values())) {
        if (entry.place == Place.UNSCHEDULABLE && helps(entry, event)) {
          wake(entry);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// A pod that was to be bound was not, and its node has its room again: as if a pod had gone.
  public void freed(Pod pod) {
    happened(new ClusterEvent.PodGone(pod));
  }

  private boolean helps(Entry entry, ClusterEvent event) {
    return judge.mayHelp(entry.queued.pod(), entry.queued.plugins(), event);
  }

  /// To back-off, or to be tried at once where that is over.
  private void wake(Entry entry) {
    int attempts = entry.queued.attempts();
    if (attempts > 0) {
      Duration delay = penalty.after(attempts - 1);
      entry.ready = entry.queued.since().plus(delay);
      if (entry.ready.isAfter(clock.instant())) {
        entry.place = Place.BACK_OFF;
        enter(entry);
        if (entry.strict) {
          later(delay, this::signal);
        }
        return;
      }
    }
    activate(entry);
  }

  private void activate(Entry entry) {
    Set<String> gates = judge.gates(entry.queued.pod());
    if (gates.isEmpty()) {
      entry.place = Place.ACTIVE;
      enter(entry);
    } else {
      QueuedPod was = entry.queued;
      entry.queued = new QueuedPod(was.pod(), was.since(), was.attempts(), gates);
      entry.place = Place.UNSCHEDULABLE;
    }
  }

  private void enter(Entry entry) {
    switch (entry.place) {
      case ACTIVE -> active.add(entry);
      case BACK_OFF -> backOff.add(entry);
      case UNSCHEDULABLE, IN_FLIGHT -> {}
    }
    changed.signal();
  }

  private void leave(Entry entry) {
    switch (entry.place) {
      case ACTIVE -> active.remove(entry);
      case BACK_OFF -> backOff.remove(entry);
      case UNSCHEDULABLE, IN_FLIGHT -> {}
    }
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Pods that waited very long are tried again, in case an event was misjudged.
  private void sweepLater() {
    if (!sweeping) {
      sweeping = true;
      later(LONGEST_WAIT, this::sweep);
    }
  }

  private void sweep() {
    lock.lock();
    try {
      sweeping = false;
      Instant before = clock.instant().minus(LONGEST_WAIT);
      for (Entry entry : List.copyOf(entries.values())) {
        if (entry.place == Place.UNSCHEDULABLE && entry.queued.attempts() > 0) {
          if (entry.queued.since().isAfter(before)) {
            sweepLater();
          } else {
            wake(entry);
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void later(Duration delay, Runnable task) {
    try {
      var _ = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      closed = true; // the timer ends with the process
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
