package k4j.apiserver.admission.node;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Tells pods in which zone and region their node is (KEP-4742).
public final class PodTopologyLabels implements AdmissionPlugin {

  private static final List<String> LABELS =
      List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

  private final Reader reader;

  public PodTopologyLabels(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "PodTopologyLabels";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isCreate()
        && request.is("", "pods")
        && (request.subresource().isEmpty() || request.subresource().equals("binding"));
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject object = request.object();
    String node = node(request);
    if (node.isEmpty()) {
      return object;
    }
    JsonObject labels =
        reader
            .get(Resources.NODES, "", node)
            .map(found -> found.object("metadata").object("labels"))
            .orElse(JsonObject.EMPTY);
    for (String label : LABELS) {
      if (labels.has(label)) {
        object = object.withAt(Json.of(labels.string(label)), "metadata", "labels", label);
      }
    }
    return object;
  }

  private static String node(AdmissionRequest request) {
    if (request.subresource().isEmpty()) {
      return request.object().object("spec").string("nodeName");
    }
    JsonObject target = request.object().object("target");
    return target.string("kind").equals("Node") ? target.string("name") : "";
  }
}
