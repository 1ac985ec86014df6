package k4j.store.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import k4j.store.WatchSignal.Event;
import k4j.store.WatchSignal.Reason;
import org.jspecify.annotations.Nullable;

/// The register of watches by prefix, which gives each event to those that match.
///
/// Registering and telling exclude each other, so that a new watch either sees a state that has the
/// event or is told of it.
final class Watchers<V> {

  private final Map<String, Set<QueuedWatch<V>>> byPrefix = new HashMap<>();

  /// How many prefixes there are of each length: what to cut a key at.
  private final TreeMap<Integer, Integer> lengths = new TreeMap<>();

  private volatile long told;
  private @Nullable Reason closed;

  /// The revision up to which events have been offered.
  long told() {
    return told;
  }

  void start(long revision) {
    told = revision;
  }

  /// Registers a watch and says which state its live events follow.
  synchronized State<V> add(QueuedWatch<V> watch, Supplier<State<V>> current) {
    State<V> state = current.get();
    watch.follow(state);
    if (closed != null) {
      watch.end(closed);
    } else {
      Set<QueuedWatch<V>> watches = byPrefix.get(watch.prefix());
      if (watches == null) {
        watches = new LinkedHashSet<>(2);
        byPrefix.put(watch.prefix(), watches);
        lengths.merge(watch.prefix().length(), 1, Integer::sum);
      }
      watches.add(watch);
    }
    return state;
  }

  synchronized void remove(QueuedWatch<V> watch) {
    Set<QueuedWatch<V>> watches = byPrefix.get(watch.prefix());
    if (watches != null && watches.remove(watch) && watches.isEmpty()) {
      byPrefix.remove(watch.prefix());
      lengths.computeIfPresent(
          watch.prefix().length(), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /// Offers events that the current state already shows.
  synchronized void tell(Collection<Event<V>> events, long revision) {
    List<QueuedWatch<V>> slow = new ArrayList<>(0);
    for (Event<V> event : events) {
      String key = event.key();
      for (int length : lengths.headMap(key.length(), true).keySet()) {
        Set<QueuedWatch<V>> watches = byPrefix.get(key.substring(0, length));
        if (watches != null) {
          offer(watches, event, slow);
        }
      }
    }
    told = revision;
    slow.forEach(this::remove);
  }

  /// Ends every watch, and any that comes later.
  synchronized void close(Reason reason) {
    closed = reason;
    byPrefix.values().forEach(watches -> watches.forEach(watch -> watch.end(reason)));
    byPrefix.clear();
    lengths.clear();
  }

  private static <V> void offer(
      Set<QueuedWatch<V>> watches, Event<V> event, List<QueuedWatch<V>> slow) {
    for (QueuedWatch<V> watch : watches) {
      if (!watch.offer(event)) {
        slow.add(watch);
      }
    }
  }
}
