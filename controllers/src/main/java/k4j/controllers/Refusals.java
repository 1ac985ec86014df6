package k4j.controllers;

import k4j.api.meta.StatusException;

/// Refusals of the API server that are no failures of a controller.
public final class Refusals {

  private Refusals() {}

  /// The namespace is being deleted, so that nothing new may be made in it.
  public static boolean isNamespaceTerminating(StatusException e) {
    return e.status().details().causes().stream()
        .anyMatch(cause -> cause.reason().equals("NamespaceTerminating"));
  }
}
