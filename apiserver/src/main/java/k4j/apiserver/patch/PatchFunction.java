package k4j.apiserver.patch;

import k4j.api.json.JsonObject;

/// A patch that has been read and can be applied to any state of the object.
@FunctionalInterface
interface PatchFunction {

  /// @throws k4j.api.meta.StatusException where it does not fit the object
  JsonObject apply(JsonObject object);
}
