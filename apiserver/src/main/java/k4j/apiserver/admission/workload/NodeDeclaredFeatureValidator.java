package k4j.apiserver.admission.workload;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.registry.Reader;

/// Refuses changes of a pod that its node does not say it can make (KEP-5328).
public final class NodeDeclaredFeatureValidator implements AdmissionPlugin {

  private final Reader reader;

  public NodeDeclaredFeatureValidator(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "NodeDeclaredFeatureValidator";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isUpdate()
        && request.is("", "pods")
        && (request.subresource().isEmpty() || request.subresource().equals("resize"))
        && BoundPods.isChanged(request);
  }

  @Override
  public void validate(AdmissionRequest request) {
    var missing = needed(request.oldObject().object("spec"), request.object().object("spec"));
    if (missing.isEmpty()) {
      return;
    }
    JsonObject node = BoundPods.node(request, reader);
    missing.removeAll(node.object("status").array("declaredFeatures").strings());
    if (!missing.isEmpty()) {
      throw request.forbidden(
          "pod update requires features %s which are not available on node \"%s\""
              .formatted(String.join(", ", missing), node.object("metadata").string("name")));
    }
  }

  /// By the names of their gates, in order. The other features that nodes declare matter to the
  /// scheduler only.
  private static List<String> needed(JsonObject old, JsonObject now) {
    var needed = new ArrayList<String>();
    if (!old.object("resources").equals(now.object("resources"))) {
      needed.add("InPlacePodLevelResourcesVerticalScaling");
    }
    List<JsonObject> before = old.array("initContainers").objects();
    List<JsonObject> after = now.array("initContainers").objects();
    for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
      boolean sidecar = before.get(i).string("restartPolicy").equals("Always");
      if (!sidecar && !before.get(i).object("resources").equals(after.get(i).object("resources"))) {
        needed.add("InPlacePodVerticalScalingInitContainers");
        break;
      }
    }
    return needed;
  }
}
