package k4j.apiserver.negotiation;

import k4j.api.json.JsonObject;

/// Shows nothing of objects but their metadata. Pure.
final class MetadataOnly {

  private MetadataOnly() {}

  static JsonObject of(JsonObject object, String version) {
    return JsonObject.EMPTY
        .with("kind", "PartialObjectMetadata")
        .with("apiVersion", "meta.k8s.io/" + version)
        .with("metadata", object.object("metadata"));
  }
}
