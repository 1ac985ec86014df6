package k4j.apiserver.write;

import k4j.api.json.JsonObject;

/// Decides whether an update removes the last thing that kept a deleted object in place. Pure.
final class DeleteDuringUpdate {

  private DeleteDuringUpdate() {}

  static boolean isDue(JsonObject object, JsonObject old) {
    return Metadata.finalizers(object).isEmpty()
        && Metadata.deleting(old)
        && Metadata.of(old).integer("deletionGracePeriodSeconds") == 0
        && !heldByNamespaceFinalizers(object);
  }

  private static boolean heldByNamespaceFinalizers(JsonObject object) {
    return object.string("kind").equals("Namespace")
        && object.string("apiVersion").equals("v1")
        && !object.object("spec").array("finalizers").isEmpty();
  }
}
