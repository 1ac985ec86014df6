package k4j.client;

import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.schema.ResourceName;

/// An object of any kind, of which only the metadata is known.
public record Unstructured(JsonObject json) implements ApiObject {

  public static Kind<Unstructured> kind(ResourceName resource, String kind, boolean namespaced) {
    return new Kind<>(resource, kind, namespaced, Unstructured::new);
  }
}
