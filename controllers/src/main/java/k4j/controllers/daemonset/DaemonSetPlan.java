package k4j.controllers.daemonset;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.controllers.pods.PodState;

/// Decides which nodes get a pod and which pods go, whatever template they have. (controller:
/// `manage`.)
final class DaemonSetPlan {

  private final DaemonSetState seen;
  private final Function<String, Optional<Duration>> backOff;
  private final List<Pod> delete = new ArrayList<>();
  private final List<String> create = new ArrayList<>();
  private final List<Pod> ended = new ArrayList<>();
  private Optional<Duration> again = Optional.empty();

  private DaemonSetPlan(DaemonSetState seen, Function<String, Optional<Duration>> backOff) {
    this.seen = seen;
    this.backOff = backOff;
  }

  /// @param backOff for a node how long to wait before a failed pod is replaced there; empty where
  ///   it may be at once
  static DaemonSetStep decide(DaemonSetState seen, Function<String, Optional<Duration>> backOff) {
    return new DaemonSetPlan(seen, backOff).decide();
  }

  private DaemonSetStep decide() {
    NodeFit fit = NodeFit.of(seen.set());
    Set<String> known = new HashSet<>();
    for (Node node : seen.nodes()) {
      known.add(node.name());
      NodeFit.Verdict verdict = fit.on(node);
      List<Pod> pods = seen.on(node.name());
      if (verdict == NodeFit.Verdict.RUN && pods.isEmpty()) {
        create.add(node.name());
      } else if (verdict == NodeFit.Verdict.LEAVE) {
        pods.stream().filter(pod -> !pod.isDeleting()).forEach(delete::add);
      } else {
        tidy(node.name(), pods, verdict == NodeFit.Verdict.RUN);
      }
    }
    // Pods for nodes that are gone are never bound, so that nobody else deletes them.
    seen.pods()
        .forEach((node, pods) -> {
          if (!known.contains(node)) {
            pods.stream().filter(pod -> pod.spec().nodeName().isEmpty()).forEach(delete::add);
          }
        });
    return new DaemonSetStep(delete, create, ended, again);
  }

  /// Pods that ended make room for others; of several running ones the oldest stays.
  private void tidy(String node, List<Pod> pods, boolean shouldRun) {
    var running = new ArrayList<Pod>();
    boolean failed = false;
    for (Pod pod : pods) {
      if (pod.isDeleting()) {
        continue;
      }
      switch (pod.status().phase()) {
        case "Failed" -> {
          failed |= !failed && replace(node, pod);
        }
        case "Succeeded" -> end(pod);
        default -> running.add(pod);
      }
    }
    running.sort(DaemonPods.OLDEST_FIRST);
    if (!seen.allowsSurge()) {
      running.stream().skip(1).forEach(delete::add);
    } else if (running.size() > 1) {
      prune(running);
    } else if (running.isEmpty() && shouldRun) {
      create.add(node);
    }
  }

  private void end(Pod pod) {
    ended.add(pod);
    delete.add(pod);
  }

  /// Whether the failed pod may go now.
  private boolean replace(String node, Pod pod) {
    Optional<Duration> wait = backOff.apply(node);
    if (wait.isEmpty()) {
      end(pod);
      return true;
    }
    again = again.filter(other -> other.compareTo(wait.get()) < 0).or(() -> wait);
    return false;
  }

  /// Two pods may be on a node as long as the old one is ready and the new one not yet available.
  private void prune(List<Pod> running) {
    Optional<Pod> newest = Optional.empty();
    Optional<Pod> old = Optional.empty();
    for (Pod pod : running) {
      boolean updated = DaemonPods.hasHash(pod, seen.hash());
      if (updated && newest.isEmpty()) {
        newest = Optional.of(pod);
      } else if (!updated && old.isEmpty()) {
        old = Optional.of(pod);
      } else {
        delete.add(pod);
      }
    }
    if (newest.isPresent()
        && old.isPresent()
        && (!PodState.isReady(old.get()) || seen.isAvailable(newest.get()))) {
      delete.add(old.get());
    }
  }
}
