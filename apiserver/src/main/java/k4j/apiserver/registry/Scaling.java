package k4j.apiserver.registry;

import k4j.api.json.JsonObject;

/// Between the objects of one resource and their `Scale` of `autoscaling/v1`. Pure.
public interface Scaling {

  /// Where the object has its number of replicas, such as `spec.replicas`.
  String replicas();

  /// @throws k4j.api.meta.StatusException where the object does not say how many it wants
  JsonObject show(JsonObject object);

  /// As above, for a patch: an object that does not say is no failure yet.
  JsonObject draft(JsonObject object);

  /// The object with the number of replicas, and the preconditions, that the scale carries.
  JsonObject apply(JsonObject object, JsonObject scale);
}
