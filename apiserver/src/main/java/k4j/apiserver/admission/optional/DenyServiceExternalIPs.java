package k4j.apiserver.admission.optional;

import java.util.HashSet;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;

/// Lets no Service take an external address that it did not have.
public final class DenyServiceExternalIPs implements AdmissionPlugin {

  @Override
  public String name() {
    return "DenyServiceExternalIPs";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isWhole("", "services") && (request.isCreate() || request.isUpdate());
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (!addresses(request.oldObject()).containsAll(addresses(request.object()))) {
      throw request.forbidden("Use of external IPs is denied by admission control");
    }
  }

  private static Set<String> addresses(JsonObject service) {
    return new HashSet<>(service.object("spec").array("externalIPs").strings());
  }
}
