package k4j.apiserver.admission;

import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.api.selector.LabelSelector;
import k4j.apiserver.registry.Reader;

/// Chooses requests by the labels of what is written, and of its namespace: `objectSelector` and
/// `namespaceSelector` of webhooks and policies.
public record RequestSelector(LabelSelector objects, LabelSelector namespaces) {

  private static final ResourceName NAMESPACES = new ResourceName("", "v1", "namespaces");

  /// Whether the object is one of them, after the write or before.
  public boolean matchesObject(AdmissionRequest request) {
    return objects.isEverything()
        || labelsMatch(request.object())
        || labelsMatch(request.oldObject());
  }

  private boolean labelsMatch(JsonObject object) {
    return !object.isEmpty() && objects.matches(object.object("metadata").object("labels"));
  }

  /// Whether the namespace is. What belongs to the whole cluster is never left out, unless it is a
  /// namespace.
  ///
  /// @throws StatusException where the namespace is not there
  public boolean matchesNamespace(AdmissionRequest request, Reader reader) {
    boolean ofNamespaces = request.resource().name().equals(NAMESPACES);
    if (namespaces.isEverything() || (request.namespace().isEmpty() && !ofNamespaces)) {
      return true;
    }
    boolean written = request.isCreate() || request.isUpdate();
    JsonObject namespace =
        ofNamespaces && request.subresource().isEmpty() && written
            ? request.object()
            : reader
                .get(NAMESPACES, "", request.namespace())
                .orElseThrow(() -> StatusException.notFound(NAMESPACES, request.namespace()));
    return namespaces.matches(namespace.object("metadata").object("labels"));
  }
}
