package k4j.apiserver.admission.workload;

import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Updates of pods that a node already has.
final class BoundPods {

  private BoundPods() {}

  /// Whether the pod has a node, and its spec becomes another.
  static boolean isChanged(AdmissionRequest request) {
    JsonObject spec = request.object().object("spec");
    return !spec.string("nodeName").isEmpty() && !spec.equals(request.oldObject().object("spec"));
  }

  /// @throws k4j.api.meta.StatusException where it is gone
  static JsonObject node(AdmissionRequest request, Reader reader) {
    String name = request.object().object("spec").string("nodeName");
    return reader
        .get(Resources.NODES, "", name)
        .orElseThrow(() -> request.forbidden("node \"%s\" not found".formatted(name)));
  }
}
