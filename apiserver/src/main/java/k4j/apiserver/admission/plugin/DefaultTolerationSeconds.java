package k4j.apiserver.admission.plugin;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;

/// Keeps pods for five minutes on a node that is not ready or cannot be reached.
public final class DefaultTolerationSeconds implements AdmissionPlugin {

  private static final List<String> TAINTS =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  @Override
  public String name() {
    return "DefaultTolerationSeconds";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("", "pods") && (request.isCreate() || request.isUpdate());
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject pod = request.object();
    JsonArray tolerations = pod.object("spec").array("tolerations");
    JsonArray next = tolerations;
    for (String taint : TAINTS) {
      if (tolerations.objects().stream().noneMatch(each -> tolerates(each, taint))) {
        next = next.with(toleration(taint));
      }
    }
    return next == tolerations ? pod : pod.withAt(next, "spec", "tolerations");
  }

  private static boolean tolerates(JsonObject toleration, String taint) {
    String key = toleration.string("key");
    String effect = toleration.string("effect");
    return (key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"));
  }

  private static JsonObject toleration(String taint) {
    return JsonObject.builder()
        .put("effect", "NoExecute")
        .put("key", taint)
        .put("operator", "Exists")
        .put("tolerationSeconds", 300)
        .build();
  }
}
