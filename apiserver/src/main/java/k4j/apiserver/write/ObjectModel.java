package k4j.apiserver.write;

import java.time.Instant;
import k4j.api.apply.FieldOwnership;
import k4j.api.json.JsonObject;
import k4j.apiserver.registry.ServedResource;

/// What the schema does with objects on their way to the store: the one place where the API server
/// meets decoding, defaulting, validation and managed fields. Pure.
final class ObjectModel {

  private ObjectModel() {}

  static JsonObject withDefaults(JsonObject object, ServedResource served) {
    return served.form().withDefaults(object);
  }

  /// The object with `metadata.managedFields` brought up to date for a write that is no apply.
  static JsonObject managed(
      JsonObject object,
      JsonObject live,
      ServedResource served,
      String manager,
      String subresource,
      Instant now) {
    JsonObject managed = ownership(served, subresource).update(live, object, manager, now);
    return FieldOwnership.keepTimesIfUnchanged(managed, live);
  }

  /// The live object with an applied configuration merged into it.
  static JsonObject applied(
      JsonObject live,
      JsonObject config,
      ServedResource served,
      WriteOptions options,
      String subresource,
      Instant now) {
    return ownership(served, subresource)
        .apply(live, config, options.fieldManager(), options.force(), now);
  }

  private static FieldOwnership ownership(ServedResource served, String subresource) {
    return new FieldOwnership(
        served.resource().type(),
        served.resource().apiVersion(),
        served.resource().kind(),
        subresource,
        served.strategy().resetFields(subresource));
  }
}
