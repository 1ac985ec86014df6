package k4j.apiserver.strategy.pod;

import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// What the containers of a pod need together: those that run side by side in sum, those that run
/// before them one at a time.
final class ContainerRequests {

  private ContainerRequests() {}

  static Quantity sum(JsonObject spec, String name) {
    Quantity side = Quantity.ofMilli(0);
    Quantity most = Quantity.ofMilli(0);
    for (JsonObject container : spec.array("initContainers").objects()) {
      Quantity asked = request(container, name);
      if (container.string("restartPolicy").equals("Always")) {
        side = side.plus(asked);
        most = max(most, side);
      } else {
        most = max(most, side.plus(asked));
      }
    }
    Quantity all = side;
    for (JsonObject container : spec.array("containers").objects()) {
      all = all.plus(request(container, name));
    }
    return max(all, most);
  }

  private static Quantity request(JsonObject container, String name) {
    JsonObject requests = container.object("resources").object("requests");
    return requests.has(name) ? Quantity.of(requests.get(name)) : Quantity.ofMilli(0);
  }

  private static Quantity max(Quantity one, Quantity other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
