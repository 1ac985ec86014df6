package k4j.apiserver.discovery;

import java.util.List;
import k4j.api.json.FieldOrder;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.schema.Resource;
import k4j.api.schema.Resource.Subresource;

/// Everything that is served in one document (`apidiscovery.k8s.io/v2`).
final class AggregatedDiscovery {

  static final String CONTENT_TYPE =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  /// As Go's structs have their fields.
  static final FieldOrder ORDER =
      FieldOrder.of(
          "group",
          "version",
          "kind",
          "apiVersion",
          "metadata",
          "items",
          "versions",
          "subresource",
          "resource",
          "responseKind",
          "scope",
          "singularResource",
          "acceptedTypes",
          "verbs",
          "shortNames",
          "categories",
          "subresources",
          "resources",
          "freshness");

  private AggregatedDiscovery() {}

  static JsonObject document(List<ServedGroup> groups) {
    return list(groups.stream().map(AggregatedDiscovery::group).toList());
  }

  static JsonObject list(List<JsonObject> groups) {
    return JsonObject.EMPTY
        .with("kind", "APIGroupDiscoveryList")
        .with("apiVersion", "apidiscovery.k8s.io/v2")
        .with("metadata", JsonObject.EMPTY)
        .with("items", JsonArray.of(groups));
  }

  private static JsonObject group(ServedGroup group) {
    JsonObject metadata =
        group.name().isEmpty() ? JsonObject.EMPTY : JsonObject.EMPTY.with("name", group.name());
    return JsonObject.EMPTY
        .with("metadata", metadata)
        .with(
            "versions",
            JsonArray.of(group.versions().stream().map(AggregatedDiscovery::version).toList()));
  }

  static JsonObject version(ServedGroup.Version version) {
    return JsonObject.EMPTY
        .with("version", version.name())
        .with("freshness", "Current")
        .with(
            "resources",
            JsonArray.of(version.resources().stream().map(AggregatedDiscovery::resource).toList()));
  }

  private static JsonObject resource(Resource resource) {
    var out =
        JsonObject.builder()
            .put("resource", resource.name().plural())
            .put("responseKind", kind("", "", resource.kind()))
            .put("scope", resource.namespaced() ? "Namespaced" : "Cluster")
            .put("singularResource", resource.singular())
            .put("verbs", JsonArray.ofStrings(resource.verbs()));
    putWords(out, "shortNames", resource.shortNames());
    putWords(out, "categories", resource.categories());
    if (!resource.subresources().isEmpty()) {
      out.put(
          "subresources",
          JsonArray.of(
              resource.subresources().stream()
                  .map(below -> subresource(resource, below))
                  .toList()));
    }
    return out.build();
  }

  private static void putWords(JsonObjectBuilder out, String name, List<String> words) {
    if (!words.isEmpty()) {
      out.put(name, JsonArray.ofStrings(words));
    }
  }

  /// Group and version are empty where they are those of the resource.
  private static JsonObject kind(String group, String version, String kind) {
    return JsonObject.EMPTY.with("group", group).with("version", version).with("kind", kind);
  }

  private static JsonObject subresource(Resource resource, Subresource below) {
    GroupVersionKind kind = GroupVersionKind.of(below);
    boolean own = kind.apiVersion().equals(resource.apiVersion());
    return JsonObject.EMPTY
        .with("subresource", below.name())
        .with("responseKind", kind(own ? "" : kind.group(), own ? "" : kind.version(), kind.kind()))
        .with("verbs", JsonArray.ofStrings(below.verbs()));
  }
}
