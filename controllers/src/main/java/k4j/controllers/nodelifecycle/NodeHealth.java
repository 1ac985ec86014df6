package k4j.controllers.nodelifecycle;

import java.time.Instant;
import java.util.Optional;
import k4j.api.coordination.v1.Lease;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.NodeCondition;
import org.jspecify.annotations.Nullable;

/// When a node last gave a sign of life, by this controller's clock: those of nodes may differ.
///
/// @param heartbeat the time in the node's Ready condition, empty where it has none
/// @param renewed the time in the node's Lease
record NodeHealth(Instant seen, Optional<Instant> heartbeat, Optional<Instant> renewed) {

  static Optional<NodeCondition> condition(Node node, String type) {
    return node.status().conditions().stream().filter(c -> c.type().equals(type)).findFirst();
  }

  static String ready(Node node) {
    return condition(node, "Ready").map(NodeCondition::status).orElse("Unknown");
  }

  /// What is known after another look.
  static NodeHealth next(
      @Nullable NodeHealth before, Node node, Optional<Lease> lease, Instant now) {
    Optional<Instant> heartbeat =
        condition(node, "Ready").flatMap(NodeCondition::lastHeartbeatTime);
    Optional<Instant> renewed = lease.flatMap(l -> l.spec().renewTime());
    if (before == null) {
      Instant seen =
          condition(node, "Ready").isPresent()
              ? now
              : node.metadata().creationTimestamp().orElse(now);
      return new NodeHealth(renewed.isPresent() ? now : seen, heartbeat, renewed);
    }
    boolean renewedSince =
        renewed
            .filter(at -> before.renewed().isEmpty() || at.isAfter(before.renewed().get()))
            .isPresent();
    boolean sign = renewedSince || !heartbeat.equals(before.heartbeat());
    return new NodeHealth(sign ? now : before.seen(), heartbeat, renewed);
  }
}
