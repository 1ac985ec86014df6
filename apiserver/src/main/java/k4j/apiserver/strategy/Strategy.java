package k4j.apiserver.strategy;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;

/// What the registry does for one kind beyond what its schema says. Pure: it sees only the objects.
/// (apiserver, `registry/rest`: RESTCreateStrategy, RESTUpdateStrategy.)
public interface Strategy {

  /// Resets what a client may not set on create, such as status.
  default JsonObject prepareForCreate(JsonObject object) {
    return object;
  }

  /// Keeps from the old object what this endpoint may not change, and counts the generation.
  ///
  /// @param subresource empty for the main resource, else `status`, `scale`, …
  default JsonObject prepareForUpdate(JsonObject object, JsonObject old, String subresource) {
    return object;
  }

  default List<Cause> validateCreate(JsonObject object) {
    return List.of();
  }

  default List<Cause> validateUpdate(JsonObject object, JsonObject old, String subresource) {
    return List.of();
  }

  /// As above, and tells what a person should hear of what is wrong and forgiven.
  default List<Cause> validateUpdate(
      JsonObject object, JsonObject old, String subresource, Consumer<String> warnings) {
    return validateUpdate(object, old, subresource);
  }

  /// What a person should hear about a valid object.
  default List<String> warnings(JsonObject object) {
    return List.of();
  }

  /// As above, of an object that was there before.
  default List<String> warnings(JsonObject object, JsonObject old) {
    return warnings(object);
  }

  /// What a person should hear about an object as it was sent, before it is prepared.
  default List<String> warningsAsGiven(JsonObject object) {
    return List.of();
  }

  /// Whether PUT on a name that does not exist creates it.
  default boolean allowCreateOnUpdate() {
    return false;
  }

  /// Whether PUT needs no resourceVersion.
  default boolean allowUnconditionalUpdate() {
    return true;
  }

  /// How long deletion waits when the request does not say, in seconds; negative where the kind is
  /// deleted at once.
  default long gracePeriodSeconds(JsonObject object) {
    return -1;
  }

  /// `background` or `orphan`: what happens to dependents when the request does not say.
  default String defaultPropagation() {
    return "background";
  }

  /// Paths such as `status` that server-side apply ignores at this endpoint.
  default Set<String> resetFields(String subresource) {
    return Set.of();
  }
}
