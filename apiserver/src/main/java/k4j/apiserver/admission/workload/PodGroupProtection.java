package k4j.apiserver.admission.workload;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;

/// Keeps groups of pods from being removed while pods belong to them (KEP-4671).
public final class PodGroupProtection implements AdmissionPlugin {

  private static final String FINALIZER = "scheduling.k8s.io/podgroup-protection";

  @Override
  public String name() {
    return "PodGroupProtection";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isCreate() && request.isWhole(PodGroups.API_GROUP, "podgroups");
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject object = request.object();
    JsonArray finalizers = object.object("metadata").array("finalizers");
    return finalizers.strings().contains(FINALIZER)
        ? object
        : object.withAt(finalizers.with(Json.of(FINALIZER)), "metadata", "finalizers");
  }
}
