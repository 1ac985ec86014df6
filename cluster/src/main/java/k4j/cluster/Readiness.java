package k4j.cluster;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.NodeCondition;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;
import k4j.api.meta.SystemEdge;
import k4j.client.Client;
import k4j.client.ListOptions;
import k4j.client.Resources;

/// Whether a cluster can be used: its node is Ready and every system pod is. It looks again
/// whenever one of them changes.
@SystemEdge
final class Readiness {

  private static final String SYSTEM = "kube-system";

  private final Client client;
  private final String node;

  Readiness(Client client, String node) {
    this.client = client;
    this.node = node;
  }

  /// @throws ClusterFailure that says what is missing
  void await(Instant until) {
    awaitNode(until);
    awaitPods(until);
  }

  private void awaitNode(Instant until) {
    Resources<Node> nodes = client.on(Kinds.NODES);
    boolean ready = nodes.find(node).filter(Readiness::isReady).isPresent();
    while (!ready) {
      int seconds = remaining(until, "node " + node + " is not Ready");
      try (var events = nodes.watch(query("metadata.name=" + node, seconds))) {
        for (var event = events.next(); event.isPresent() && !ready; ) {
          ready = isReady(event.get().object());
          event = ready ? event : events.next();
        }
      }
    }
  }

  private void awaitPods(Instant until) {
    Resources<Pod> pods = client.in(Kinds.PODS, SYSTEM);
    while (true) {
      var listing = pods.list(ListOptions.ALL);
      List<String> missing =
          listing.items().stream().filter(pod -> !isReady(pod)).map(Pod::name).toList();
      if (missing.isEmpty()) {
        return;
      }
      int seconds =
          remaining(until, "pods in kube-system are not ready: " + String.join(", ", missing));
      Map<String, List<String>> query = new HashMap<>(query("", seconds));
      query.put("resourceVersion", List.of(listing.resourceVersion()));
      try (var events = pods.watch(query)) {
        events.next();
      }
    }
  }

  private static Map<String, List<String>> query(String fields, int seconds) {
    return fields.isEmpty()
        ? Map.of("watch", List.of("true"), "timeoutSeconds", List.of(String.valueOf(seconds)))
        : Map.of(
            "watch",
            List.of("true"),
            "timeoutSeconds",
            List.of(String.valueOf(seconds)),
            "fieldSelector",
            List.of(fields));
  }

  private static int remaining(Instant until, String missing) {
    long seconds = until.getEpochSecond() - Instant.now().getEpochSecond();
    if (seconds <= 0) {
      throw new ClusterFailure(
          "the cluster is not ready in time: %s; see 'k4j logs'.".formatted(missing));
    }
    return (int) seconds;
  }

  static boolean isReady(Node node) {
    return node.status().conditions().stream()
        .filter(each -> each.type().equals("Ready"))
        .map(NodeCondition::status)
        .anyMatch("True"::equals);
  }

  private static boolean isReady(Pod pod) {
    return pod.status().conditions().stream()
        .filter(each -> each.type().equals("Ready"))
        .map(PodCondition::status)
        .anyMatch("True"::equals);
  }
}
