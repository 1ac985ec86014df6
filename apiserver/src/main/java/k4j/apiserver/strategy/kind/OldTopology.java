package k4j.apiserver.strategy.kind;

import java.util.HashSet;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.Formats;

/// `deprecatedTopology` of endpoints, a field of the beta version of EndpointSlice: only what was
/// written by that version stays, as long as the endpoints do not change.
final class OldTopology {

  private static final String FIELD = "deprecatedTopology";
  private static final String HOST = "kubernetes.io/hostname";

  private OldTopology() {}

  /// @param old empty where the slice is new
  static JsonObject dropped(JsonObject slice, JsonObject old) {
    JsonArray endpoints = slice.array("endpoints");
    if (endpoints.isEmpty() || endpoints.equals(old.array("endpoints"))) {
      return slice;
    }
    Set<String> known = new HashSet<>();
    old.array("endpoints").objects().forEach(each -> known.add(each.object(FIELD).string(HOST)));
    for (int i = 0; i < endpoints.size(); i++) {
      JsonObject endpoint = endpoints.object(i);
      String host = endpoint.object(FIELD).string(HOST);
      if (!endpoint.has("nodeName")
          && known.contains(host)
          && Formats.dnsSubdomain(host).isEmpty()) {
        endpoint = endpoint.with("nodeName", Json.of(host));
      }
      endpoints = endpoints.withAt(i, endpoint.without(FIELD));
    }
    return slice.with("endpoints", endpoints);
  }
}
