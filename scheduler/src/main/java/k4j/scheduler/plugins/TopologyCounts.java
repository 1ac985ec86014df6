package k4j.scheduler.plugins;

import java.util.HashMap;
import java.util.Map;
import k4j.scheduler.snapshot.NodeInfo;

/// A number for each part of the cluster: for each topology key and each of its values.
final class TopologyCounts {

  private final Map<String, Map<String, Long>> byKey = new HashMap<>();

  /// Adds to the part that the node is in; nothing where it lacks the key.
  void add(String key, NodeInfo node, long amount) {
    if (node.labels().has(key)) {
      byKey
          .computeIfAbsent(key, _ -> new HashMap<>())
          .merge(node.labels().string(key), amount, Long::sum);
    }
  }

  boolean isEmpty() {
    return byKey.isEmpty();
  }

  long at(String key, NodeInfo node) {
    Map<String, Long> values = byKey.getOrDefault(key, Map.of());
    return node.labels().has(key) ? values.getOrDefault(node.labels().string(key), 0L) : 0;
  }

  /// Whether the node is in any part that has a number above zero.
  boolean touches(NodeInfo node) {
    return byKey.keySet().stream().anyMatch(key -> at(key, node) > 0);
  }

  /// The sum over all keys.
  long sum(NodeInfo node) {
    return byKey.keySet().stream().mapToLong(key -> at(key, node)).sum();
  }
}
