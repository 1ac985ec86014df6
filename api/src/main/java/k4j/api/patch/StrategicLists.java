package k4j.api.patch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.StatusException;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// Merges lists by a key and keeps them in the order that both sides want.
///
/// @param mergeKey the field that tells items apart; empty for lists of scalars
record StrategicLists(String mergeKey, Type element) {

  JsonArray merge(JsonArray original, JsonArray patch, boolean deletion) {
    if (original.isEmpty() && patch.isEmpty()) {
      return original;
    }
    if (!ofMaps(original, patch)) {
      return deletion
          ? original.without(item -> patch.stream().anyMatch(item::equals))
          : mergeScalars(original, patch);
    }
    if (mergeKey.isEmpty()) {
      throw PatchErrors.badRequest("cannot merge lists without merge key for " + element);
    }
    return mergeMaps(original, patch);
  }

  private static boolean ofMaps(JsonArray... lists) {
    Boolean maps = null;
    for (JsonArray list : lists) {
      for (Json item : list) {
        if (item instanceof JsonArray) {
          throw PatchErrors.unprocessable(); // lists of lists are not supported
        }
        boolean map = item instanceof JsonObject;
        if (maps != null && maps != map) {
          throw PatchErrors.badRequest("list element types are not identical");
        }
        maps = map;
      }
    }
    return Boolean.TRUE.equals(maps);
  }

  private JsonArray mergeScalars(JsonArray original, JsonArray patch) {
    var union = new LinkedHashSet<Json>();
    original.forEach(union::add);
    patch.forEach(union::add);
    return inOrder(JsonArray.of(union), patch, original);
  }

  private JsonArray mergeMaps(JsonArray original, JsonArray patch) {
    List<Json> items = new ArrayList<>(original.stream().toList());
    var changes = new ArrayList<JsonObject>();
    boolean replace = false;
    for (JsonObject change : patch.objects()) {
      Json directive = change.get(StrategicMergePatch.DIRECTIVE);
      switch (directive instanceof JsonString text ? text.value() : null) {
        case null -> {
          if (directive != null) {
            throw StrategicMergePatch.unknownDirective(directive, change);
          }
          changes.add(change);
        }
        case "delete" -> {
          Json key = key(change);
          items.removeIf(item -> key.equals(keyOrNull(item)));
        }
        case "replace" -> replace = true;
        case "merge" ->
            throw PatchErrors.badRequest("merging lists cannot yet be specified in the patch");
        case String unknown -> throw StrategicMergePatch.unknownDirective(Json.of(unknown), change);
      }
    }
    if (replace) {
      return JsonArray.of(changes);
    }
    JsonArray kept = JsonArray.of(items);
    for (JsonObject change : changes) {
      int at = indexOf(items, key(change));
      if (at < 0) {
        items.add(change);
      } else {
        items.set(at, StrategicMergePatch.mergeMaps((JsonObject) items.get(at), change, element));
      }
    }
    return inOrder(JsonArray.of(items), JsonArray.of(changes), kept);
  }

  private Json key(Json item) {
    Json key = keyOrNull(item);
    if (key == null) {
      throw noKey(item);
    }
    return key;
  }

  private StatusException noKey(Json item) {
    return PatchErrors.badRequest(
        "map: %s does not contain declared merge key: %s".formatted(GoMap.show(item), mergeKey));
  }

  private @Nullable Json keyOrNull(Json item) {
    if (mergeKey.isEmpty()) {
      return item;
    }
    return item instanceof JsonObject object ? object.get(mergeKey) : null;
  }

  private int indexOf(Iterable<Json> items, Json key) {
    int at = 0;
    for (Json item : items) {
      if (key.equals(keyOrNull(item))) {
        return at;
      }
      at++;
    }
    return -1;
  }

  /// What the patch names stands in the patch's order, what only the server has in its old order;
  /// between the two, the old order decides where it can.
  JsonArray inOrder(JsonArray merged, JsonArray patchOrder, JsonArray serverOrder) {
    var named = new ArrayList<Json>();
    var others = new ArrayList<Json>();
    for (Json item : merged) {
      (indexOf(patchOrder, key(item)) >= 0 ? named : others).add(item);
    }
    sortBy(named, patchOrder);
    sortBy(others, serverOrder);
    return interleave(others, named, serverOrder);
  }

  private void sortBy(List<Json> items, JsonArray order) {
    items.sort((a, b) -> Integer.compare(indexOf(order, key(a)), indexOf(order, key(b))));
  }

  private JsonArray interleave(List<Json> left, List<Json> right, JsonArray order) {
    var result = new ArrayList<Json>(left.size() + right.size());
    int i = 0;
    int j = 0;
    while (i < left.size() || j < right.size()) {
      boolean takeLeft = j >= right.size();
      if (!takeLeft && i < left.size()) {
        int leftAt = indexOf(order, key(left.get(i)));
        int rightAt = indexOf(order, key(right.get(j)));
        takeLeft = leftAt >= 0 && rightAt >= 0 && leftAt < rightAt;
      }
      result.add(takeLeft ? left.get(i++) : right.get(j++));
    }
    return JsonArray.of(result);
  }

  /// The patch must name its items in the very order that it wants.
  void checkOrder(JsonArray patch, JsonArray order) {
    if (patch.isEmpty() || order.isEmpty()) {
      return;
    }
    int at = 0;
    for (Json item : patch) {
      if (item instanceof JsonObject object && object.has(StrategicMergePatch.DIRECTIVE)) {
        continue;
      }
      Json key = key(item);
      while (at < order.size() && !key.equals(keyOrNull(order.get(at)))) {
        at++;
      }
      if (at == order.size()) {
        throw PatchErrors.badRequest(
            "The order in patch list:\n%s\n doesn't match $setElementOrder list:\n%s\n"
                .formatted(GoMap.show(patch), GoMap.show(order)));
      }
      at++;
    }
  }
}
