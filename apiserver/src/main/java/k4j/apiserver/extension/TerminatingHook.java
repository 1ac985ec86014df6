package k4j.apiserver.extension;

import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.registry.WriteHook;
import org.jspecify.annotations.Nullable;

/// Lets nobody create objects of a resource that is about to go.
record TerminatingHook(ResourceName resource) implements WriteHook {

  @Override
  public Held prepare(JsonObject object, @Nullable JsonObject old, boolean dryRun) {
    if (old == null) {
      throw StatusException.forbidden(
          resource,
          object.object("metadata").string("name"),
          "create not allowed while custom resource definition is terminating");
    }
    return Held.nothing(object);
  }
}
