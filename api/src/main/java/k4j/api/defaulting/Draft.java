package k4j.api.defaulting;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import org.jspecify.annotations.Nullable;

/// An object that is being filled in; it is copied once, and only if something is missing.
final class Draft {

  private static final Json EMPTY = Json.of("");
  private final JsonObject base;
  private @Nullable JsonObjectBuilder changed;

  private Draft(JsonObject base) {
    this.base = base;
  }

  static Draft of(JsonObject base) {
    return new Draft(base);
  }

  Draft fill(String field, Json value) {
    return base.has(field) ? this : set(field, value);
  }

  /// For texts that are pointers in Go's types: an empty one is wrong there, and stays.
  Draft fill(String field, String value) {
    return base.has(field) ? this : set(field, Json.of(value));
  }

  /// For texts that are no pointers in Go's types: an empty one says nothing there.
  Draft fillText(String field, String value) {
    return base.has(field) && !EMPTY.equals(base.get(field)) ? this : set(field, Json.of(value));
  }

  Draft fill(String field, long value) {
    return base.has(field) ? this : set(field, Json.of(value));
  }

  /// Fills in also where 0 stands: for numbers that are no pointers in Go.
  Draft fillZero(String field, long value) {
    return base.integer(field) != 0 ? this : set(field, Json.of(value));
  }

  Draft fill(String field, boolean value) {
    return base.has(field) ? this : set(field, Json.of(value));
  }

  /// Fills in also where an empty list stands.
  Draft fillList(String field, Json... items) {
    return base.array(field).isEmpty() ? set(field, JsonArray.of(items)) : this;
  }

  Draft fillIf(boolean condition, String field, String value) {
    return condition ? fill(field, value) : this;
  }

  Draft fillTextIf(boolean condition, String field, String value) {
    return condition ? fillText(field, value) : this;
  }

  Draft set(String field, Json value) {
    JsonObjectBuilder builder = changed;
    if (builder == null) {
      builder = base.toBuilder();
      changed = builder;
    }
    builder.put(field, value);
    return this;
  }

  /// Replaces what stands there, if it is an object.
  Draft change(String field, Rule rule) {
    if (base.get(field) instanceof JsonObject inner) {
      JsonObject after = rule.apply(inner);
      if (!after.equals(inner)) {
        set(field, after);
      }
    }
    return this;
  }

  /// Changes each object of a list.
  Draft each(String field, Rule rule) {
    if (base.get(field) instanceof JsonArray items && !items.isEmpty()) {
      set(
          field,
          JsonArray.of(items.map(i -> i instanceof JsonObject object ? rule.apply(object) : i)));
    }
    return this;
  }

  JsonObject done() {
    JsonObjectBuilder builder = changed;
    return builder == null ? base : builder.build();
  }
}
