package k4j.bench.fuzz;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;

/// Changes to good objects that keep to the schema: what is changed is still of its type, so that
/// it comes past decoding and meets defaulting, admission and validation.
record TypedMutation(Chance chance, Values values) {

  Json changed(Json json, Type type) {
    return switch (type) {
      case ObjectType object when json instanceof JsonObject given -> object(given, object);
      case Type.MapOf map when json instanceof JsonObject given -> map(given, map);
      case Type.ListOf list when json instanceof JsonArray given -> list(given, list);
      case Type.Scalar _, Type.Anything _, ObjectType _, Type.MapOf _, Type.ListOf _ ->
          values.of(type, "", 4);
    };
  }

  private JsonObject object(JsonObject given, ObjectType type) {
    List<Field> fields = type.fields();
    if (given.isEmpty() || fields.isEmpty() || chance.percent(15)) {
      if (fields.isEmpty()) {
        return given;
      }
      Field field = chance.of(fields);
      return given.with(field.name(), values.field(field, 3));
    }
    String name = given.nameAt(chance.below(given.size()));
    Field field = type.field(name);
    if (field == null || chance.percent(10)) {
      return given.without(name);
    }
    Json value = given.get(name);
    return given.with(name, value == null ? values.field(field, 3) : changed(value, field.type()));
  }

  private JsonObject map(JsonObject given, Type.MapOf type) {
    if (given.isEmpty() || chance.percent(30)) {
      return given.with(values.words().name(), values.of(type.value(), "", 4));
    }
    String name = given.nameAt(chance.below(given.size()));
    Json value = given.get(name);
    return value == null || chance.percent(20)
        ? given.without(name)
        : given.with(name, changed(value, type.value()));
  }

  private JsonArray list(JsonArray given, Type.ListOf type) {
    if (given.isEmpty() || chance.percent(30)) {
      return given.with(values.of(type.element(), "", 4));
    }
    int at = chance.below(given.size());
    return chance.percent(15)
        ? given.with(given.get(at))
        : given.withAt(at, changed(given.get(at), type.element()));
  }
}
