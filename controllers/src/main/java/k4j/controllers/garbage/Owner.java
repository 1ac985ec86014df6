package k4j.controllers.garbage;

import k4j.api.meta.v1.OwnerReference;

/// An owner as an object names it.
record Owner(String apiVersion, String kind, String name, String uid, boolean blocks) {

  static Owner of(OwnerReference reference) {
    return new Owner(
        reference.apiVersion(),
        reference.kind(),
        reference.name(),
        reference.uid(),
        reference.blockOwnerDeletion());
  }
}
