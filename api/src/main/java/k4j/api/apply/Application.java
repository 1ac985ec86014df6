package k4j.api.apply;

import java.util.HashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.schema.ObjectType;

/// One server-side apply: merges, removes what the manager gave up, and settles ownership.
///
/// @param owners changed in place
record Application(
    ObjectType type,
    String apiVersion,
    JsonObject ignored,
    Map<Manager, Owned> owners,
    Manager self) {

  /// @param allowed fields that may be taken without force
  JsonObject run(JsonObject live, JsonObject config, boolean force, JsonObject allowed) {
    JsonObject merged = TypedMerge.merge(live, config, type);
    Owned last = owners.get(self);
    JsonObject mine = FieldSets.recursiveDifference(FieldWalk.fields(config, type), ignored);
    owners.put(self, new Owned(mine, apiVersion, last == null ? "" : last.time()));
    JsonObject pruned =
        last == null || FieldSets.difference(last.fields(), mine).isEmpty()
            ? merged // nothing was given up
            : pruned(merged, last.fields());
    settle(live, pruned, force, allowed);
    return pruned;
  }

  /// Removes what the manager applied before and does not any more, unless others own it too.
  private JsonObject pruned(JsonObject merged, JsonObject last) {
    JsonObject lastNamed = FieldSets.withNamedFields(last, type);
    JsonObject without = removed(merged, lastNamed);
    JsonObject managed = JsonObject.EMPTY;
    for (Owned owned : owners.values()) {
      managed = FieldSets.union(managed, owned.fields());
    }
    JsonObject mergedFields = FieldSets.withNamedFields(FieldWalk.fields(merged, type), type);
    JsonObject keep =
        FieldSets.union(
            FieldSets.withNamedFields(FieldWalk.fields(without, type), type),
            FieldSets.withNamedFields(managed, type));
    JsonObject owned = removed(merged, FieldSets.difference(mergedFields, keep));
    // What hangs below something removed but was never the manager's stays.
    JsonObject prunedFields = FieldSets.withNamedFields(FieldWalk.fields(owned, type), type);
    JsonObject gone = FieldSets.difference(mergedFields, prunedFields);
    return removed(merged, FieldSets.intersection(gone, lastNamed));
  }

  private JsonObject removed(JsonObject object, JsonObject fields) {
    return FieldWalk.without(object, fields, type) instanceof JsonObject rest
        ? rest
        : JsonObject.EMPTY;
  }

  private void settle(JsonObject live, JsonObject next, boolean force, JsonObject allowed) {
    Comparison changes = Comparison.of(live, next, type).excluding(ignored);
    var taken = new HashMap<Manager, JsonObject>();
    owners.forEach((manager, owned) -> {
      if (!manager.equals(self)) {
        JsonObject fields = FieldSets.intersection(owned.fields(), changes.changed());
        if (!fields.isEmpty()) {
          taken.put(manager, fields);
        }
      }
    });
    if (!force) {
      var refused = new HashMap<Manager, JsonObject>();
      taken.forEach((manager, fields) -> {
        JsonObject rest = FieldSets.difference(fields, allowed);
        if (!rest.isEmpty()) {
          refused.put(manager, rest);
        }
      });
      if (!refused.isEmpty()) {
        throw Conflicts.exception(refused);
      }
    }
    taken.forEach((manager, fields) ->
        owners.computeIfPresent(
            manager, (_, o) -> o.withFields(FieldSets.difference(o.fields(), fields))));
    owners.replaceAll((manager, owned) ->
        manager.equals(self)
            ? owned
            : owned.withFields(FieldSets.difference(owned.fields(), changes.removed())));
    owners.values().removeIf(owned -> owned.fields().isEmpty());
  }
}
