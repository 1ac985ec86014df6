package k4j.apiserver.list;

import java.util.List;
import java.util.Set;
import k4j.api.schema.Resource;
import k4j.apiserver.registry.ServedResource;

/// What Kubernetes says of a field that no selector of the resource may name.
final class UnknownFields {

  /// Kinds with selectable fields of their own answer in short.
  private static final Set<String> GENERAL = Set.of("metadata.name", "metadata.namespace");

  private UnknownFields() {}

  static String message(ServedResource served, String field) {
    Resource resource = served.resource();
    List<String> own = resource.fieldSelectors();
    if (resource.kind().equals("Job")) {
      return "field label \"%s\" not supported for Job".formatted(field);
    }
    if (resource.kind().equals("ResourceSlice")) {
      return "field label not supported for %s, Kind=ResourceSlice: %s"
          .formatted(resource.apiVersion(), field);
    }
    return GENERAL.containsAll(own) && !served.form().custom()
        ? "\"%s\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            .formatted(field)
        : "field label not supported: " + field;
  }
}
