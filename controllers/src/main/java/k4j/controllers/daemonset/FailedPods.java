package k4j.controllers.daemonset;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import k4j.api.apps.v1.DaemonSet;
import k4j.client.queue.BackOff;

/// How long failed pods wait to be replaced, for each DaemonSet and node: a kubelet that refuses
/// every pod must not be sent one after the other. (client-go: flowcontrol.Backoff.)
final class FailedPods {

  private static final BackOff WAITS = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(15));
  private static final Duration KEPT = WAITS.most().multipliedBy(2);

  private record Place(String set, long generation, String node) {
    static Place of(DaemonSet set, String node) {
      return new Place(set.uid(), set.status().observedGeneration(), node);
    }
  }

  private record Failed(int times, Instant last) {
    Duration delay() {
      return WAITS.after(times - 1);
    }

    boolean isForgotten(Instant now) {
      return last.plus(KEPT).isBefore(now);
    }
  }

  private final InstantSource clock;
  private final Map<Place, Failed> places = new HashMap<>();

  FailedPods(InstantSource clock) {
    this.clock = clock;
  }

  /// How long to wait; empty where a pod may be replaced now.
  synchronized Optional<Duration> delay(DaemonSet set, String node) {
    Instant now = clock.instant();
    return Optional.ofNullable(places.get(Place.of(set, node)))
        .filter(failed -> !failed.isForgotten(now))
        .filter(failed -> now.isBefore(failed.last().plus(failed.delay())))
        .map(Failed::delay);
  }

  /// A pod is being replaced.
  synchronized void replaced(DaemonSet set, String node) {
    Instant now = clock.instant();
    places.values().removeIf(failed -> failed.isForgotten(now));
    places.merge(
        Place.of(set, node),
        new Failed(1, now),
        (before, _) -> new Failed(before.times() + 1, now));
  }
}
