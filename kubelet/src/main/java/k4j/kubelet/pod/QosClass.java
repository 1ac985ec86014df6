package k4j.kubelet.pod;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// How firmly a pod's resources are promised (core/v1 helper/qos).
public enum QosClass {
  GUARANTEED("Guaranteed"),
  BURSTABLE("Burstable"),
  BEST_EFFORT("BestEffort");

  private static final List<String> COUNTED = List.of("cpu", "memory");

  private final String text;

  QosClass(String text) {
    this.text = text;
  }

  public static QosClass of(JsonObject pod) {
    JsonObject podLevel = PodSpecs.spec(pod).object("resources");
    List<JsonObject> resources =
        podLevel.isEmpty()
            ? Stream.concat(
                    PodSpecs.initContainers(pod).stream(), PodSpecs.containers(pod).stream())
                .map(c -> c.object("resources"))
                .toList()
            : List.of(podLevel);
    Map<String, Quantity> requests = new HashMap<>();
    Map<String, Quantity> limits = new HashMap<>();
    boolean allLimited = true;
    for (JsonObject each : resources) {
      add(requests, each.object("requests"));
      allLimited &= add(limits, each.object("limits")) == COUNTED.size();
    }
    if (requests.isEmpty() && limits.isEmpty()) {
      return BEST_EFFORT;
    }
    boolean equal =
        limits.size() == requests.size()
            && requests.entrySet().stream()
                .allMatch(e ->
                    limits.containsKey(e.getKey())
                        && limits.get(e.getKey()).compareTo(e.getValue()) == 0);
    return allLimited && equal ? GUARANTEED : BURSTABLE;
  }

  private static int add(Map<String, Quantity> sums, JsonObject list) {
    int found = 0;
    for (String name : COUNTED) {
      Quantity amount = list.has(name) ? Quantity.of(list.get(name)) : Quantity.ZERO;
      if (amount.signum() > 0) {
        sums.merge(name, amount, Quantity::plus);
        found++;
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return text;
  }
}
