package k4j.kubelet.pod;

import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// What a pod as a whole asks for, and what it may have at most: the sum of its containers, or its
/// greediest init container with the sidecars before it; what the pod says for itself stands in
/// place of that; and its overhead (component-helpers, `resource.PodRequests` and `PodLimits`).
public final class PodTotals {

  private PodTotals() {}

  public static Map<String, Quantity> requests(JsonObject pod) {
    Map<String, Quantity> sum = sum(pod, "requests");
    add(sum, quantities(PodSpecs.spec(pod).object("overhead")));
    return sum;
  }

  public static Map<String, Quantity> limits(JsonObject pod) {
    Map<String, Quantity> sum = sum(pod, "limits");
    quantities(PodSpecs.spec(pod).object("overhead"))
        .forEach((name, amount) -> {
          if (sum.getOrDefault(name, Quantity.ZERO).signum() > 0) {
            sum.merge(name, amount, Quantity::plus);
          }
        });
    return sum;
  }

  /// Amounts as a resource list of the API.
  public static JsonObject json(Map<String, Quantity> amounts) {
    var out = JsonObject.builder();
    amounts.forEach((name, amount) -> out.put(name, amount.json()));
    return out.build();
  }

  private static Map<String, Quantity> sum(JsonObject pod, String side) {
    Map<String, Quantity> sum = new TreeMap<>();
    PodSpecs.containers(pod).forEach(c -> add(sum, of(c, side)));
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> peak = new TreeMap<>();
    for (JsonObject init : PodSpecs.initContainers(pod)) {
      Map<String, Quantity> now = new TreeMap<>(sidecars);
      add(now, of(init, side));
      if (PodSpecs.isSidecar(init)) {
        sidecars = now;
      }
      now.forEach((name, amount) -> peak.merge(name, amount, Quantity::max));
    }
    add(sum, sidecars);
    peak.forEach((name, amount) -> sum.merge(name, amount, Quantity::max));
    sum.putAll(quantities(PodSpecs.spec(pod).object("resources").object(side)));
    return sum;
  }

  private static Map<String, Quantity> of(JsonObject container, String side) {
    return quantities(container.object("resources").object(side));
  }

  private static Map<String, Quantity> quantities(JsonObject list) {
    Map<String, Quantity> result = new TreeMap<>();
    list.forEach((name, amount) -> result.put(name, Quantity.of(amount)));
    return result;
  }

  private static void add(Map<String, Quantity> sum, Map<String, Quantity> more) {
    more.forEach((name, amount) -> sum.merge(name, amount, Quantity::plus));
  }
}
