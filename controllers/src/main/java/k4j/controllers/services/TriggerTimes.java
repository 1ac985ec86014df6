package k4j.controllers.services;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;
import k4j.api.core.v1.Service;
import k4j.controllers.pods.PodState;

/// Remembers when the pods of each service last became ready or not, to say what change an update
/// answers: `endpoints.kubernetes.io/last-change-trigger-time`.
public final class TriggerTimes {

  public static final String ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";

  private record State(Optional<Instant> service, Map<String, Instant> pods) {}

  private final Map<String, State> states = new ConcurrentHashMap<>();

  /// The earliest change since the last call for this service, if there was one.
  public Optional<Instant> next(Service service, List<Pod> pods) {
    Map<String, Instant> times = new HashMap<>();
    for (Pod pod : pods) {
      PodState.condition(pod, "Ready")
          .flatMap(PodCondition::lastTransitionTime)
          .ifPresent(at -> times.put(pod.name(), at));
    }
    State now = new State(service.metadata().creationTimestamp(), times);
    State before = states.put(service.key(), now);
    if (before == null) {
      return times.values().stream().min(Instant::compareTo).or(now::service);
    }
    Optional<Instant> earliest =
        times.entrySet().stream()
            .filter(e -> !e.getValue().equals(before.pods().get(e.getKey())))
            .map(Map.Entry::getValue)
            .min(Instant::compareTo);
    return now.service().equals(before.service()) ? earliest : now.service();
  }

  public void forget(String service) {
    states.remove(service);
  }
}
