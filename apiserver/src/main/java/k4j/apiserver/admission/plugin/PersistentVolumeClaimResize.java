package k4j.apiserver.admission.plugin;

import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Lets only bound claims grow, where their class allows it.
public final class PersistentVolumeClaimResize implements AdmissionPlugin {

  private final Reader reader;

  public PersistentVolumeClaimResize(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "PersistentVolumeClaimResize";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("", "persistentvolumeclaims") && request.isUpdate();
  }

  @Override
  public void validate(AdmissionRequest request) {
    JsonObject old = request.oldObject();
    if (size(request.object()).compareTo(size(old)) <= 0) {
      return;
    }
    if (!old.object("status").string("phase").equals("Bound")) {
      throw request.forbidden("Only bound persistent volume claims can be expanded");
    }
    if (!isExpandable(old)) {
      throw request.forbidden(
          "only dynamically provisioned pvc can be resized and the storageclass that provisions"
              + " the pvc must support resize");
    }
  }

  private static Quantity size(JsonObject claim) {
    JsonObject requests = claim.object("spec").object("resources").object("requests");
    return requests.has("storage") ? Quantity.of(requests.get("storage")) : Quantity.ZERO;
  }

  private boolean isExpandable(JsonObject claim) {
    String old =
        claim
            .object("metadata")
            .object("annotations")
            .string("volume.beta.kubernetes.io/storage-class");
    String name = old.isEmpty() ? claim.object("spec").string("storageClassName") : old;
    return reader
        .get(Resources.STORAGE_CLASSES, "", name)
        .filter(each -> each.bool("allowVolumeExpansion"))
        .isPresent();
  }
}
