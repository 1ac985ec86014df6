package k4j.apiserver.strategy.kind;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;

/// How a kind counts its generation.
///
/// @param fields those whose change counts it up; empty where it is not counted
/// @param first whether a create sets it to 1
record GenerationRules(List<String> fields, boolean first) {

  static final GenerationRules NONE = new GenerationRules(List.of(), false);

  GenerationRules {
    fields = List.copyOf(fields);
  }

  JsonObject created(JsonObject object) {
    return first ? object.withAt(Json.of(1), "metadata", "generation") : object;
  }

  JsonObject updated(JsonObject object, JsonObject old) {
    if (fields.stream().noneMatch(field -> differs(object, old, field))) {
      return object;
    }
    long generation = old.object("metadata").integer("generation");
    return object.withAt(Json.of(generation + 1), "metadata", "generation");
  }

  private static boolean differs(JsonObject object, JsonObject old, String field) {
    String[] path = field.split("\\.");
    Json after = object.at(path);
    Json before = old.at(path);
    return after == null ? before != null : !after.equals(before);
  }
}
