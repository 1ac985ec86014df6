package k4j.apiserver.aggregation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Makes of an old `APIResourceList` what aggregated discovery says about a version. Pure.
final class LegacyDiscovery {

  private LegacyDiscovery() {}

  static JsonObject version(String group, String version, JsonObject list) {
    Map<String, JsonObject> resources = new LinkedHashMap<>();
    Map<String, List<Json>> below = new LinkedHashMap<>();
    for (JsonObject each : list.array("resources").objects()) {
      String name = each.string("name");
      int slash = name.indexOf('/');
      if (slash < 0) {
        resources.put(name, resource(group, version, each));
      } else {
        below
            .computeIfAbsent(name.substring(0, slash), _ -> new ArrayList<>())
            .add(
                JsonObject.EMPTY
                    .with("subresource", name.substring(slash + 1))
                    .with("responseKind", kind(group, version, each))
                    .with("verbs", each.array("verbs")));
      }
    }
    below.forEach((name, subresources) ->
        resources.computeIfPresent(
            name, (_, resource) -> resource.with("subresources", JsonArray.of(subresources))));
    return JsonObject.EMPTY
        .with("version", version)
        .with("resources", JsonArray.of(resources.values()));
  }

  private static JsonObject resource(String group, String version, JsonObject each) {
    JsonObject out =
        JsonObject.EMPTY
            .with("resource", each.string("name"))
            .with("responseKind", kind(group, version, each))
            .with("scope", each.bool("namespaced") ? "Namespaced" : "Cluster")
            .with("singularResource", each.string("singularName"))
            .with("verbs", each.array("verbs"));
    for (String words : new String[] {"shortNames", "categories"}) {
      if (!each.array(words).isEmpty()) {
        out = out.with(words, each.array(words));
      }
    }
    return out;
  }

  private static JsonObject kind(String group, String version, JsonObject each) {
    return JsonObject.EMPTY
        .with("group", each.has("group") ? each.string("group") : group)
        .with("version", each.has("version") ? each.string("version") : version)
        .with("kind", each.string("kind"));
  }
}
