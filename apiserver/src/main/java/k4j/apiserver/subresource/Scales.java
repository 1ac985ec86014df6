package k4j.apiserver.subresource;

import java.util.List;
import java.util.Objects;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.api.selector.LabelSelector;

/// Between an object with replicas and its `Scale` of `autoscaling/v1`. Pure.
public final class Scales {

  private Scales() {}

  /// What a scale is shown and encoded as, although nothing serves it by itself.
  static Resource resource(Catalog catalog) {
    ObjectType type = Objects.requireNonNull(catalog.kind("autoscaling/v1", "Scale"));
    return new Resource(
        new ResourceName("autoscaling", "v1", "scales"),
        "Scale",
        "scale",
        true,
        List.of(),
        List.of(),
        List.of("get", "patch", "update"),
        true,
        type,
        List.of(),
        List.of(),
        List.of());
  }

  /// What a scale has of the metadata of its object.
  public static JsonObject metadata(JsonObject object) {
    JsonObject metadata = object.object("metadata");
    JsonObject kept = JsonObject.EMPTY;
    for (String field :
        new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
      Json value = metadata.get(field);
      kept = value == null ? kept : kept.with(field, value);
    }
    return kept;
  }

  static JsonObject of(JsonObject object) {
    JsonObject spec = JsonObject.EMPTY;
    if (object.object("spec").integer("replicas") != 0) {
      spec = spec.with("replicas", object.object("spec").integer("replicas"));
    }
    JsonObject status =
        JsonObject.EMPTY.with("replicas", object.object("status").integer("replicas"));
    String selector = selector(object);
    return JsonObject.EMPTY
        .with("kind", "Scale")
        .with("apiVersion", "autoscaling/v1")
        .with("metadata", metadata(object))
        .with("spec", spec)
        .with("status", selector.isEmpty() ? status : status.with("selector", selector));
  }

  private static String selector(JsonObject object) {
    Json selector = object.object("spec").get("selector");
    boolean plainMap = object.string("kind").equals("ReplicationController");
    if (selector instanceof JsonObject map && plainMap) {
      return LabelSelector.ofMap(map).toString();
    }
    return selector == null ? "" : LabelSelector.of(selector).toString();
  }

  /// The object with the number of replicas, and the preconditions, that the scale carries.
  static JsonObject apply(JsonObject object, JsonObject scale) {
    Json replicas = Json.of(scale.object("spec").integer("replicas"));
    return withPreconditions(object.withAt(replicas, "spec", "replicas"), scale);
  }

  /// The object with the uid and the version that a scale expects it to have.
  public static JsonObject withPreconditions(JsonObject out, JsonObject scale) {
    JsonObject wanted = scale.object("metadata");
    JsonObject metadata = out.object("metadata");
    for (String field : new String[] {"uid", "resourceVersion"}) {
      String value = wanted.string(field);
      metadata = value.isEmpty() ? metadata : metadata.with(field, value);
    }
    return out.with("metadata", metadata);
  }
}
