package k4j.apiserver.admission.optional;

import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;

/// Lets no change pass.
public final class AlwaysDeny implements AdmissionPlugin {

  @Override
  public String name() {
    return "AlwaysDeny";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return true;
  }

  @Override
  public void validate(AdmissionRequest request) {
    throw request.forbidden("admission control is denying all modifications");
  }
}
