package k4j.api.patch;

import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;

/// How the API server answers a patch that it cannot carry out.
final class PatchErrors {

  private PatchErrors() {}

  /// The patch is well formed but does not fit the object. Kubernetes does not tell why.
  static StatusException unprocessable() {
    return new StatusException(
        new Status(
            422,
            "Invalid",
            "the server rejected our request due to an error in our request",
            Details.EMPTY));
  }

  static StatusException badRequest(String message) {
    return StatusException.badRequest(message);
  }
}
