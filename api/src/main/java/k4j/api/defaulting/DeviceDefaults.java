package k4j.api.defaulting;

import java.util.Map;
import k4j.api.json.JsonObject;

/// Dynamic resource allocation.
final class DeviceDefaults {

  static final Map<String, Rule> RULES =
      Map.of(
          "resource.ExactDeviceRequest", DeviceDefaults::request,
          "resource.DeviceSubRequest", DeviceDefaults::request,
          "resource.v1beta1.DeviceRequest", o -> o.has("deviceClassName") ? request(o) : o);

  private DeviceDefaults() {}

  private static JsonObject request(JsonObject request) {
    JsonObject result = Draft.of(request).fillText("allocationMode", "ExactCount").done();
    return result.string("allocationMode").equals("ExactCount")
        ? Draft.of(result).fill("count", 1).done()
        : result;
  }
}
