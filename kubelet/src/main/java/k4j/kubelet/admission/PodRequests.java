package k4j.kubelet.admission;

import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.kubelet.pod.PodSpecs;

/// What a pod as a whole asks for: the sum of its containers, or its greediest init container with
/// the sidecars before it, and its overhead.
public final class PodRequests {

  private PodRequests() {}

  public static Map<String, Quantity> of(JsonObject pod) {
    Map<String, Quantity> sum = new TreeMap<>();
    PodSpecs.containers(pod).forEach(c -> add(sum, requests(c)));
    Map<String, Quantity> sidecars = new TreeMap<>();
    Map<String, Quantity> peak = new TreeMap<>();
    for (JsonObject init : PodSpecs.initContainers(pod)) {
      Map<String, Quantity> now = new TreeMap<>(sidecars);
      add(now, requests(init));
      if (PodSpecs.isSidecar(init)) {
        sidecars = now;
      }
      now.forEach((name, amount) -> peak.merge(name, amount, Quantity::max));
    }
    add(sum, sidecars);
    peak.forEach((name, amount) -> sum.merge(name, amount, Quantity::max));
    Map<String, Quantity> own =
        quantities(PodSpecs.spec(pod).object("resources").object("requests"));
    sum.putAll(own);
    add(sum, quantities(PodSpecs.spec(pod).object("overhead")));
    return sum;
  }

  private static Map<String, Quantity> requests(JsonObject container) {
    return quantities(container.object("resources").object("requests"));
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
