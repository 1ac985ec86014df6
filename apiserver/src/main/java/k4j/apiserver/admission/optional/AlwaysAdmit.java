package k4j.apiserver.admission.optional;

import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;

/// Has nothing against anything; Kubernetes keeps it for its name.
public final class AlwaysAdmit implements AdmissionPlugin {

  @Override
  public String name() {
    return "AlwaysAdmit";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return false;
  }
}
