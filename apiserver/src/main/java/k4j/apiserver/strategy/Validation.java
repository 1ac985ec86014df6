package k4j.apiserver.strategy;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;

/// What the objects of one kind must satisfy beyond their schema and metadata. Pure.
public interface Validation {

  Validation NONE = (_, _) -> {};

  void create(JsonObject object, FieldErrors errors);

  /// @param subresource empty for the main resource
  default void update(JsonObject object, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      create(object, errors);
    }
  }

  /// What a person should hear about a valid object.
  default List<String> warnings(JsonObject object) {
    return List.of();
  }

  /// As above, of an object that was there before.
  default List<String> warnings(JsonObject object, JsonObject old) {
    return warnings(object);
  }
}
