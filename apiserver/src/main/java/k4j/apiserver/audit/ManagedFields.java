package k4j.apiserver.audit;

import java.util.ArrayList;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Leaves out who owns which field, of objects and of all objects in lists. Pure.
final class ManagedFields {

  private ManagedFields() {}

  static Json without(Json json) {
    if (!(json instanceof JsonObject object)) {
      return json;
    }
    JsonObject bare = object.withoutAt("metadata", "managedFields");
    if (!bare.string("kind").endsWith("List")) {
      return bare;
    }
    var items = new ArrayList<Json>();
    for (JsonObject item : bare.array("items").objects()) {
      items.add(without(item));
    }
    return bare.with("items", JsonArray.of(items));
  }
}
