package k4j.apiserver.admission.policy;

import k4j.apiserver.admission.AdmissionRequest;

/// What no policy may block: admission itself, and the questions about who may do what.
final class PolicyExemption {

  private PolicyExemption() {}

  static boolean holds(AdmissionRequest request) {
    return switch (request.resource().name().group()) {
      case "admissionregistration.k8s.io" ->
          switch (request.resource().name().plural()) {
            case "validatingadmissionpolicies",
                "validatingadmissionpolicybindings",
                "mutatingadmissionpolicies",
                "mutatingadmissionpolicybindings" ->
                true;
            default -> false;
          };
      case "authentication.k8s.io" ->
          switch (request.resource().name().plural()) {
            case "tokenreviews", "selfsubjectreviews" -> true;
            default -> false;
          };
      case "authorization.k8s.io" -> true;
      default -> false;
    };
  }
}
