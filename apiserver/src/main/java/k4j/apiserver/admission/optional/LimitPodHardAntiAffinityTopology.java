package k4j.apiserver.admission.optional;

import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;

/// Lets a pod keep others away from its node, and from nothing larger.
public final class LimitPodHardAntiAffinityTopology implements AdmissionPlugin {

  private static final String HOST = "kubernetes.io/hostname";
  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

  @Override
  public String name() {
    return "LimitPodHardAntiAffinityTopology";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("", "pods") && (request.isCreate() || request.isUpdate());
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject affinity = request.object().object("spec").object("affinity");
    for (JsonObject term : affinity.object("podAntiAffinity").array(REQUIRED).objects()) {
      String key = term.string("topologyKey");
      if (!key.equals(HOST)) {
        throw request.forbidden(
            "affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey %s but only key %s is allowed"
                .formatted(key, HOST));
      }
    }
  }
}
