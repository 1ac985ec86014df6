package k4j.apiserver.admission.optional;

import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// The namespaces that plugins take their orders from.
final class Namespaces {

  private Namespaces() {}

  static JsonObject of(AdmissionRequest request, Reader reader) {
    return reader
        .get(Resources.NAMESPACES, "", request.namespace())
        .orElseThrow(() -> StatusException.notFound(Resources.NAMESPACES, request.namespace()));
  }

  /// Says that an order makes no sense, or is not followed: Go's plain errors, which have no
  /// reason.
  static StatusException broken(String why) {
    return new StatusException(new Status(500, "", why, Details.NONE));
  }
}
