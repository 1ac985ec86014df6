package k4j.api.meta;

import k4j.api.json.JsonObject;

/// A whole object: it says its kind and has metadata. The generated views of kinds implement it
/// with a typed `metadata()`.
public interface ApiObject extends View {

  default String apiVersion() {
    return json().string("apiVersion");
  }

  default String kind() {
    return json().string("kind");
  }

  default String name() {
    return metadataJson().string("name");
  }

  /// Empty for what belongs to the whole cluster.
  default String namespace() {
    return metadataJson().string("namespace");
  }

  default String uid() {
    return metadataJson().string("uid");
  }

  default String resourceVersion() {
    return metadataJson().string("resourceVersion");
  }

  /// `namespace/name`, or `name`: the key of caches and work queues.
  default String key() {
    return namespace().isEmpty() ? name() : namespace() + "/" + name();
  }

  default boolean isDeleting() {
    return metadataJson().has("deletionTimestamp");
  }

  private JsonObject metadataJson() {
    return json().object("metadata");
  }
}
