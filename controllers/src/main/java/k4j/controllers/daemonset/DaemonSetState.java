package k4j.controllers.daemonset;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import k4j.api.apps.v1.DaemonSet;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.controllers.pods.PodState;

/// What is seen of a DaemonSet.
///
/// @param pods what it controls, by the node that each is meant for
/// @param hash of the template of now
record DaemonSetState(
    DaemonSet set, List<Node> nodes, Map<String, List<Pod>> pods, String hash, Instant now) {

  DaemonSetState {
    nodes = List.copyOf(nodes);
  }

  /// @param pods all that it controls
  static DaemonSetState of(
      DaemonSet set, List<Node> nodes, Collection<Pod> pods, String hash, Instant now) {
    return new DaemonSetState(set, nodes, DaemonPods.byNode(pods, false), hash, now);
  }

  List<Pod> on(String node) {
    return pods.getOrDefault(node, List.of());
  }

  boolean isUpdated(Pod pod) {
    return DaemonPods.isUpdated(set, pod, hash);
  }

  boolean isAvailable(Pod pod) {
    return PodState.isAvailable(pod, Duration.ofSeconds(set.spec().minReadySeconds()), now);
  }

  private boolean isRolling() {
    return set.spec().updateStrategy().type().equals("RollingUpdate");
  }

  /// How many pods may run beside old ones, of so many in all.
  int surge(int scheduled) {
    return isRolling()
        ? set.spec()
            .updateStrategy()
            .rollingUpdate()
            .maxSurge()
            .map(surge -> surge.scaled(scheduled, true))
            .orElse(0)
        : 0;
  }

  /// How many may be missing, of so many in all.
  int unavailable(int scheduled) {
    return isRolling()
        ? set.spec()
            .updateStrategy()
            .rollingUpdate()
            .maxUnavailable()
            .map(missing -> missing.scaled(scheduled, true))
            .orElse(0)
        : 0;
  }

  boolean allowsSurge() {
    return surge(1) > 0;
  }
}
