package k4j.controllers.nodelifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.NodeCondition;

/// Decides what the conditions of a silent node become.
final class NodeConditionPlan {

  private static final List<String> TYPES =
      List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

  private NodeConditionPlan() {}

  /// The node with all of the kubelet's conditions unknown; the same node where they are already.
  static Node silent(Node node, Instant now) {
    var conditions = new ArrayList<>(node.status().conditions());
    boolean changed = false;
    for (String type : TYPES) {
      int at = index(conditions, type);
      if (at < 0) {
        conditions.add(neverUpdated(node, type, now));
        changed = true;
      } else if (!conditions.get(at).status().equals("Unknown")) {
        conditions.set(
            at,
            conditions
                .get(at)
                .withStatus("Unknown")
                .withReason("NodeStatusUnknown")
                .withMessage("Kubelet stopped posting node status.")
                .withLastTransitionTime(now));
        changed = true;
      }
    }
    return changed ? node.withStatus(node.status().withConditions(conditions)) : node;
  }

  private static int index(List<NodeCondition> conditions, String type) {
    for (int i = 0; i < conditions.size(); i++) {
      if (conditions.get(i).type().equals(type)) {
        return i;
      }
    }
    return -1;
  }

  private static NodeCondition neverUpdated(Node node, String type, Instant now) {
    return NodeCondition.EMPTY
        .withType(type)
        .withStatus("Unknown")
        .withReason("NodeStatusNeverUpdated")
        .withMessage("Kubelet never posted node status.")
        .withLastHeartbeatTime(node.metadata().creationTimestamp().orElse(now))
        .withLastTransitionTime(now);
  }
}
