package k4j.apiserver.admission.plugin;

import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Gives claims that name no storage class the default one.
public final class DefaultStorageClass implements AdmissionPlugin {

  private final Reader reader;

  public DefaultStorageClass(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "DefaultStorageClass";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("", "persistentvolumeclaims") && request.isCreate();
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    JsonObject claim = request.object();
    JsonObject annotations = claim.object("metadata").object("annotations");
    if (claim.object("spec").has("storageClassName")
        || annotations.has("volume.beta.kubernetes.io/storage-class")) {
      return claim;
    }
    return NewestDefault.name(
            reader.list(Resources.STORAGE_CLASSES, ""),
            "storageclass.kubernetes.io/is-default-class",
            "storageclass.beta.kubernetes.io/is-default-class")
        .map(name -> claim.withAt(Json.of(name), "spec", "storageClassName"))
        .orElse(claim);
  }
}
