package k4j.apiserver.admission.plugin;

import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;

/// Lets no pod onto a new node before it is known to be ready.
public final class TaintNodesByCondition implements AdmissionPlugin {

  private static final JsonObject TAINT =
      JsonObject.EMPTY.with("effect", "NoSchedule").with("key", "node.kubernetes.io/not-ready");

  @Override
  public String name() {
    return "TaintNodesByCondition";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("", "nodes") && request.isCreate();
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject node = request.object();
    JsonArray taints = node.object("spec").array("taints");
    boolean has =
        taints.objects().stream()
            .anyMatch(each ->
                each.string("key").equals(TAINT.string("key"))
                    && each.string("effect").equals(TAINT.string("effect")));
    return has ? node : node.withAt(taints.with(TAINT), "spec", "taints");
  }
}
