package k4j.apiserver.admission.plugin;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;

/// Keeps volumes, claims and their classes from being removed while they are in use.
public final class StorageObjectInUseProtection implements AdmissionPlugin {

  @Override
  public String name() {
    return "StorageObjectInUseProtection";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isCreate() && !finalizer(request).isEmpty();
  }

  private static String finalizer(AdmissionRequest request) {
    if (request.isWhole("", "persistentvolumes")) {
      return "kubernetes.io/pv-protection";
    }
    if (request.isWhole("", "persistentvolumeclaims")) {
      return "kubernetes.io/pvc-protection";
    }
    return request.isWhole("storage.k8s.io", "volumeattributesclasses")
        ? "kubernetes.io/vac-protection"
        : "";
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject object = request.object();
    String finalizer = finalizer(request);
    JsonArray finalizers = object.object("metadata").array("finalizers");
    return finalizers.strings().contains(finalizer)
        ? object
        : object.withAt(finalizers.with(Json.of(finalizer)), "metadata", "finalizers");
  }
}
