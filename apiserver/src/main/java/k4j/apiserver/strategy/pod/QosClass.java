package k4j.apiserver.strategy.pod;

import java.util.HashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// How well a pod is served when a node runs short.
public final class QosClass {

  private QosClass() {}

  public static String of(JsonObject spec) {
    Map<String, Quantity> requests = new HashMap<>();
    Map<String, Quantity> limits = new HashMap<>();
    boolean guaranteed = true;
    boolean any = false;
    if (!spec.object("resources").object("limits").isEmpty()
        || !spec.object("resources").object("requests").isEmpty()) {
      guaranteed = count(spec.object("resources"), requests, limits);
      any = true;
    } else {
      for (String list : new String[] {"containers", "initContainers"}) {
        for (JsonObject container : spec.array(list).objects()) {
          guaranteed &= count(container.object("resources"), requests, limits);
          any = true;
        }
      }
    }
    if (requests.isEmpty() && limits.isEmpty()) {
      return "BestEffort";
    }
    return any && guaranteed && requests.equals(limits) ? "Guaranteed" : "Burstable";
  }

  /// Whether both cpu and memory are limited.
  private static boolean count(
      JsonObject resources, Map<String, Quantity> requests, Map<String, Quantity> limits) {
    int limited = 0;
    for (String name : new String[] {"cpu", "memory"}) {
      Quantity request = Quantity.of(resources.object("requests").get(name));
      if (request.signum() > 0) {
        requests.merge(name, request, Quantity::plus);
      }
      Quantity limit = Quantity.of(resources.object("limits").get(name));
      if (limit.signum() > 0) {
        limited++;
        limits.merge(name, limit, Quantity::plus);
      }
    }
    return limited == 2;
  }
}
