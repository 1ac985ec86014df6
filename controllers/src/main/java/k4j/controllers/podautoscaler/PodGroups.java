package k4j.controllers.podautoscaler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;
import k4j.controllers.pods.PodState;

/// The names of pods by what their figures are worth. (controller: `groupPods`.)
///
/// @param ready how many pods' figures count
/// @param unready those whose figures do not count yet
/// @param missing those that should have a figure and have none
/// @param ignored those that go or have failed
record PodGroups(int ready, Set<String> unready, Set<String> missing, Set<String> ignored) {

  /// @param resource what is measured, empty where it is no resource: only `cpu` misleads while
  ///   pods start
  static PodGroups of(
      List<Pod> pods,
      Map<String, Figure> figures,
      String resource,
      AutoscalerTiming timing,
      Instant now) {
    int ready = 0;
    Set<String> unready = new TreeSet<>();
    Set<String> missing = new TreeSet<>();
    Set<String> ignored = new TreeSet<>();
    for (Pod pod : pods) {
      Figure figure = figures.get(pod.name());
      if (pod.isDeleting() || pod.status().phase().equals("Failed")) {
        ignored.add(pod.name());
      } else if (pod.status().phase().equals("Pending")) {
        unready.add(pod.name());
      } else if (figure == null) {
        missing.add(pod.name());
      } else if (resource.equals("cpu") && misleads(pod, figure, timing, now)) {
        unready.add(pod.name());
      } else {
        ready++;
      }
    }
    return new PodGroups(ready, unready, missing, ignored);
  }

  private static boolean misleads(Pod pod, Figure figure, AutoscalerTiming timing, Instant now) {
    Optional<PodCondition> ready = PodState.condition(pod, "Ready");
    Optional<Instant> start = pod.status().startTime();
    if (ready.isEmpty() || start.isEmpty()) {
      return true;
    }
    boolean down = ready.get().status().equals("False");
    Instant since = ready.get().lastTransitionTime().orElse(Instant.EPOCH);
    if (start.get().plus(timing.initialization()).isAfter(now)) {
      // A figure from before the pod was ready tells of its start.
      return down || figure.at().isBefore(since.plus(figure.window()));
    }
    return down && start.get().plus(timing.readinessDelay()).isAfter(since);
  }
}
