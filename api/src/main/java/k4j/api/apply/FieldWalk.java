package k4j.api.apply;

import java.util.ArrayList;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;

/// Finds the fields that a configuration speaks of, and removes fields from a value.
final class FieldWalk {

  private FieldWalk() {}

  /// The set of all fields of a value (structured-merge-diff, `ToFieldSet`).
  static JsonObject fields(Json value, Type declared) {
    Type type = Trees.resolved(declared, value);
    if (Trees.isAtomic(type)) {
      return JsonObject.EMPTY;
    }
    JsonObjectBuilder out = JsonObject.builder();
    if (type instanceof Type.ListOf list) {
      for (Json item : Trees.list(value)) {
        String element = PathElements.item(list, item);
        JsonObject node =
            element == null ? null : FieldSets.node(true, fields(item, list.element()));
        if (element != null && node != null) {
          out.put(element, node);
        }
      }
      return out.build();
    }
    Trees.map(value)
        .forEach((name, inner) -> {
          String element = PathElements.field(type, name);
          Type below = Trees.below(type, name);
          JsonObject node = FieldSets.node(owned(inner, type, below, name), fields(inner, below));
          if (node != null) {
            out.put(element, node);
          }
        });
    return out.build();
  }

  private static boolean owned(Json inner, Type type, Type below, String name) {
    boolean declared = type instanceof ObjectType object && object.field(name) != null;
    return Trees.isAtomic(Trees.resolved(below, inner))
        || Trees.isNull(inner)
        || (inner instanceof JsonObject object && object.isEmpty())
        || !declared;
  }

  /// The value without the fields of a set; containers stay, empty if need be.
  static Json without(Json value, JsonObject set, Type declared) {
    Type type = Trees.resolved(declared, value);
    if (set.isEmpty() || Trees.isAtomic(type)) {
      return value;
    }
    if (type instanceof Type.ListOf list && value instanceof JsonArray array) {
      return withoutItems(array, set, list);
    }
    if (!(value instanceof JsonObject object)) {
      return value;
    }
    JsonObject result = object;
    for (int i = 0; i < object.size(); i++) {
      String name = object.nameAt(i);
      String element = PathElements.field(type, name);
      if (set.get(element) instanceof JsonObject node) {
        Type below = Trees.below(type, name);
        result =
            FieldSets.member(node)
                ? result.without(name)
                : result.with(name, without(object.valueAt(i), FieldSets.children(node), below));
      }
    }
    return result;
  }

  private static JsonArray withoutItems(JsonArray array, JsonObject set, Type.ListOf list) {
    var kept = new ArrayList<Json>(array.size());
    for (Json item : array) {
      String element = PathElements.item(list, item);
      Json node = element == null ? null : set.get(element);
      if (!(node instanceof JsonObject found)) {
        kept.add(item);
      } else if (!FieldSets.member(found)) {
        kept.add(without(item, FieldSets.children(found), list.element()));
      }
    }
    return JsonArray.of(kept);
  }
}
