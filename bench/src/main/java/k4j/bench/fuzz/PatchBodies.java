package k4j.bench.fuzz;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;

/// The contents of PATCH requests.
record PatchBodies(Chance chance, Words words, Values values) {

  /// @param model an object like those that are there
  Json json(JsonObject model) {
    List<String> pointers = Mutation.pointers(model);
    var operations = new ArrayList<Json>();
    for (int i = 1 + chance.below(4); i > 0; i--) {
      JsonObjectBuilder operation = JsonObject.builder();
      operation.put("op", chance.of("add", "remove", "replace", "move", "copy", "test", "x"));
      if (chance.percent(97)) {
        operation.put("path", pointer(pointers));
      }
      if (chance.percent(50)) {
        operation.put("from", pointer(pointers));
      }
      if (chance.percent(80)) {
        operation.put("value", values.anything(5));
      }
      operations.add(operation.build());
    }
    return chance.percent(97) ? JsonArray.of(operations) : values.anything(4);
  }

  private String pointer(List<String> pointers) {
    String pointer = chance.of(pointers);
    return switch (chance.below(10)) {
      case 0 -> pointer + "/-";
      case 1 -> pointer + "/99";
      case 2 -> pointer + "/" + words.text();
      case 3 -> words.text();
      case 4 -> pointer + "/-1";
      default -> pointer;
    };
  }

  /// A strategic or plain merge patch: parts of the model, with nulls and directives.
  Json merge(Json model) {
    return switch (model) {
      case JsonObject object -> entries(object);
      case JsonArray array -> {
        var items = new ArrayList<Json>();
        array.forEach(item -> {
          if (chance.percent(70)) {
            items.add(merge(item));
          }
        });
        if (chance.percent(10)) {
          items.add(JsonObject.builder().put("$patch", directive()).build());
        }
        yield JsonArray.of(items);
      }
      default -> chance.percent(85) ? model : values.anything(5);
    };
  }

  /// Some of the fields, as those say who own no more.
  JsonObject part(JsonObject model) {
    JsonObject out = model;
    for (String name : model.names()) {
      boolean says = name.equals("apiVersion") || name.equals("kind");
      if (says || chance.percent(75)) {
        boolean inner = model.get(name) instanceof JsonObject && !name.equals("metadata");
        out = inner && chance.percent(60) ? out.with(name, part(model.object(name))) : out;
      } else {
        out = name.equals("metadata") ? out : out.without(name);
      }
    }
    return out;
  }

  private String directive() {
    return chance.of("replace", "delete", "merge", "retain", "");
  }

  private JsonObject entries(JsonObject object) {
    JsonObjectBuilder out = JsonObject.builder();
    object.forEach((name, value) -> {
      if (chance.percent(60)) {
        out.put(name, chance.percent(8) ? JsonNull.NULL : merge(value));
      }
      if (value instanceof JsonArray array && chance.percent(15)) {
        out.put("$setElementOrder/" + name, chance.percent(80) ? array : values.anything(5));
      }
      if (chance.percent(3)) {
        out.put("$deleteFromPrimitiveList/" + name, values.anything(5));
      }
    });
    if (chance.percent(4)) {
      out.put("$patch", chance.percent(90) ? Json.of(directive()) : values.anything(5));
    }
    if (chance.percent(6)) {
      out.put(
          "$retainKeys",
          chance.percent(80) ? JsonArray.ofStrings(object.names()) : values.anything(5));
    }
    return out.build();
  }
}
