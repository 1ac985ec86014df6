package k4j.api.apply;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// Reads and writes `metadata.managedFields`.
final class Ownership {

  private Ownership() {}

  /// Empty where an entry is malformed.
  static Optional<Map<Manager, Owned>> decode(JsonObject object) {
    var result = new HashMap<Manager, Owned>();
    for (JsonObject entry : entries(object).objects()) {
      String operation = entry.string("operation");
      boolean applies = operation.equals("Apply");
      boolean wellFormed =
          (applies || operation.equals("Update"))
              && !entry.string("apiVersion").isEmpty()
              && entry.string("fieldsType").equals("FieldsV1");
      if (!wellFormed) {
        return Optional.empty();
      }
      String apiVersion = entry.string("apiVersion");
      var manager =
          new Manager(
              entry.string("manager"),
              applies,
              applies ? "" : apiVersion,
              entry.string("subresource"));
      result.put(manager, new Owned(entry.object("fieldsV1"), apiVersion, entry.string("time")));
    }
    return Optional.of(result);
  }

  static JsonArray entries(JsonObject object) {
    return object.object("metadata").array("managedFields");
  }

  static JsonObject without(JsonObject object) {
    JsonObject metadata = object.object("metadata");
    return metadata.has("managedFields")
        ? object.with("metadata", metadata.without("managedFields"))
        : object;
  }

  static JsonObject encode(JsonObject object, Map<Manager, Owned> owners) {
    if (owners.isEmpty()) {
      return without(object);
    }
    var entries = new ArrayList<>(owners.entrySet());
    if (entries.size() > 1) {
      entries.sort(
          Comparator.<Map.Entry<Manager, Owned>, Boolean>comparing(e -> !e.getKey().applies())
              .thenComparingLong(e -> seconds(e.getValue()))
              .thenComparing(e -> e.getKey().name())
              .thenComparing(e -> e.getValue().apiVersion())
              .thenComparing(e -> e.getKey().subresource()));
    }
    List<Json> list = new ArrayList<>(entries.size());
    entries.forEach(entry -> list.add(entry(entry.getKey(), entry.getValue())));
    JsonObject metadata = object.object("metadata");
    return object.with("metadata", metadata.with("managedFields", JsonArray.of(list)));
  }

  static long seconds(Owned owned) {
    return owned.time().isEmpty()
        ? 0
        : Times.parse(owned.time()).map(Instant::getEpochSecond).orElse(0L);
  }

  private static JsonObject entry(Manager manager, Owned owned) {
    var out =
        JsonObject.builder()
            .put("apiVersion", owned.apiVersion())
            .put("fieldsType", "FieldsV1")
            .put("fieldsV1", owned.fields())
            .put("manager", manager.name())
            .put("operation", manager.applies() ? "Apply" : "Update");
    if (!manager.subresource().isEmpty()) {
      out.put("subresource", manager.subresource());
    }
    if (!owned.time().isEmpty()) {
      out.put("time", owned.time());
    }
    return out.build();
  }

  /// Whether two states differ in nothing but the times of their managers: then the old times stay,
  /// so that such a write changes nothing at all.
  static boolean sameButForTimes(JsonObject a, JsonObject b) {
    JsonArray left = entries(a);
    JsonArray right = entries(b);
    if (left.size() != right.size() || left.isEmpty()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!left.object(i).without("time").equals(right.object(i).without("time"))) {
        return false;
      }
    }
    return plain(a).equals(plain(b));
  }

  /// Without what every write changes.
  private static JsonObject plain(JsonObject object) {
    JsonObject bare = without(object);
    return bare.with("metadata", bare.object("metadata").without("resourceVersion"));
  }
}
