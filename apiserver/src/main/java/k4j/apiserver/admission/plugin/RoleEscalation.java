package k4j.apiserver.admission.plugin;

import k4j.api.json.JsonObject;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.EscalationCheck;

/// Keeps people from giving what they do not hold. In Kubernetes the storage of roles and bindings
/// does it, right after mutating admission.
public final class RoleEscalation implements AdmissionPlugin {

  private static final String GROUP = "rbac.authorization.k8s.io";

  private final EscalationCheck check;

  public RoleEscalation(EscalationCheck check) {
    this.check = check;
  }

  @Override
  public String name() {
    return "RoleEscalation";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.resource().name().group().equals(GROUP)
        && (request.isCreate() || request.isUpdate());
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    if (request.resource().name().plural().endsWith("bindings")) {
      check.binding(
          request.user(),
          request.resource().name(),
          request.namespace(),
          request.object(),
          request.oldObject());
    } else {
      check.role(
          request.user(),
          request.resource().name(),
          request.namespace(),
          request.isCreate() ? "" : request.name(),
          request.object(),
          request.oldObject());
    }
    return request.object();
  }
}
