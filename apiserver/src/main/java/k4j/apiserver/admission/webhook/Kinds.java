package k4j.apiserver.admission.webhook;

import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;

/// The kind of the objects that a resource or one of its subresources speaks, with where it
/// belongs.
record Kinds(String group, String version, String kind) {

  static Kinds of(Resource resource, String subresource) {
    for (Resource.Subresource below : resource.subresources()) {
      if (below.name().equals(subresource)) {
        return of(below.groupVersionKind());
      }
    }
    return new Kinds(resource.name().group(), resource.name().version(), resource.kind());
  }

  /// Splits `autoscaling/v1/Scale`, `v1/Pod`.
  private static Kinds of(String text) {
    String[] parts = text.split("/", -1);
    return parts.length == 2
        ? new Kinds("", parts[0], parts[1])
        : new Kinds(parts[0], parts[1], parts[2]);
  }

  boolean isOf(Resource resource) {
    return kind.equals(resource.kind()) && group.equals(resource.name().group());
  }

  JsonObject json() {
    return JsonObject.EMPTY.with("group", group).with("version", version).with("kind", kind);
  }
}
