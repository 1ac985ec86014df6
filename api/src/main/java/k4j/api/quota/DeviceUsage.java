package k4j.api.quota;

import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// What a claim of devices uses up of a quota, by class: as many as it may get at most. Pure.
/// (`pkg/quota/v1/evaluator/core`)
final class DeviceUsage {

  static final String CLAIMS = "resourceclaims.resource.k8s.io";
  static final String OF_CLASS = ".deviceclass.resource.k8s.io/devices";

  /// As many as an allocation can hold.
  private static final int ALL = 32;

  private DeviceUsage() {}

  static ResourceAmounts of(JsonObject claim) {
    ResourceAmounts out = ResourceAmounts.NONE;
    for (JsonObject request : claim.object("spec").object("devices").array("requests").objects()) {
      if (request.array("firstAvailable").isEmpty()) {
        out = out.plus(ofRequest(request.object("exactly")));
      } else {
        ResourceAmounts most = ResourceAmounts.NONE;
        for (JsonObject alternative : request.array("firstAvailable").objects()) {
          most = most.max(ofRequest(alternative));
        }
        out = out.plus(most);
      }
    }
    return out;
  }

  private static ResourceAmounts ofRequest(JsonObject request) {
    if (request.isEmpty()) {
      return ResourceAmounts.NONE;
    }
    long count =
        switch (request.string("allocationMode")) {
          case "ExactCount" -> request.integer("count");
          case "All" -> ALL;
          default -> 0;
        };
    return ResourceAmounts.NONE.with(
        request.string("deviceClassName") + OF_CLASS, Quantity.of(count));
  }
}
