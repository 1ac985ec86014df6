package k4j.api.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import k4j.api.apply.Differences.Way;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// The fields in which two states of an object differ.
record Comparison(JsonObject added, JsonObject removed, JsonObject modified) {

  static Comparison of(JsonObject before, JsonObject after, Type type) {
    var found = new Differences();
    if (before != after) {
      entries(before, after, type, found);
    }
    return new Comparison(found.set(Way.ADDED), found.set(Way.REMOVED), found.set(Way.MODIFIED));
  }

  /// Without the fields of a set and what lies below them.
  Comparison excluding(JsonObject fields) {
    return new Comparison(
        FieldSets.recursiveDifference(added, fields),
        FieldSets.recursiveDifference(removed, fields),
        FieldSets.recursiveDifference(modified, fields));
  }

  JsonObject changed() {
    return FieldSets.union(modified, added);
  }

  /// Compares what stands at an element and tells the level above.
  private static void compare(
      @Nullable Json before, @Nullable Json after, Type declared, String element, Differences up) {
    var here = new Differences();
    compare(before, after, declared, here);
    up.insert(element, here);
  }

  private static void compare(
      @Nullable Json before, @Nullable Json after, Type declared, Differences here) {
    Type type = Trees.resolved(declared, after != null ? after : before);
    if (Trees.isAtomic(type) || bothEmpty(before, after, type) || unlike(before, after)) {
      Way way = leaf(before, after);
      if (way != null) {
        here.insert(way);
      }
      return;
    }
    if (type instanceof Type.ListOf list) {
      items(Trees.list(before), Trees.list(after), list, here);
    } else {
      entries(Trees.map(before), Trees.map(after), type, here);
    }
    if (before == null) {
      nulls(Trees.map(after), type, Way.ADDED, here);
      here.insert(Way.ADDED);
    } else if (after == null) {
      nulls(Trees.map(before), type, Way.REMOVED, here);
      here.insert(Way.REMOVED);
    }
  }

  /// Of a whole value that comes or goes, what Go shows as null counts too.
  private static void nulls(JsonObject value, Type type, Way way, Differences here) {
    if (type instanceof ObjectType object && object.isStruct()) {
      for (String name : object.nulls()) {
        if (!value.has(name)) {
          here.insert(way, PathElements.field(type, name));
        }
      }
    }
  }

  private static boolean unlike(@Nullable Json before, @Nullable Json after) {
    return before != null
        && after != null
        && ((before instanceof JsonObject && after instanceof JsonArray)
            || (before instanceof JsonArray && after instanceof JsonObject));
  }

  private static boolean bothEmpty(@Nullable Json before, @Nullable Json after, Type type) {
    return type instanceof Type.ListOf
        ? Trees.list(before).isEmpty() && Trees.list(after).isEmpty()
        : Trees.isMap(type) && Trees.map(before).isEmpty() && Trees.map(after).isEmpty();
  }

  /// Null where both are the same.
  private static @Nullable Way leaf(@Nullable Json before, @Nullable Json after) {
    if (before == null) {
      return after == null ? null : Way.ADDED;
    }
    if (after == null) {
      return Way.REMOVED;
    }
    return Trees.same(before, after) ? null : Way.MODIFIED;
  }

  /// Both have their names in order, so one pass over the two is enough.
  private static void entries(JsonObject before, JsonObject after, Type type, Differences found) {
    int left = 0;
    int right = 0;
    while (left < before.size() || right < after.size()) {
      int order = order(before, left, after, right);
      String name = order <= 0 ? before.nameAt(left) : after.nameAt(right);
      Json old = order <= 0 ? before.valueAt(left++) : Trees.unset(type, name);
      Json now = order >= 0 ? after.valueAt(right++) : Trees.unset(type, name);
      if (old != now) {
        entry(old, now, type, name, found);
      }
    }
  }

  /// Most entries are leaves, which need no room of their own.
  private static void entry(
      @Nullable Json before, @Nullable Json after, Type type, String name, Differences found) {
    Type below = Trees.below(type, name);
    if (below instanceof Type.Scalar) {
      Way way = leaf(before, after);
      if (way != null) {
        found.insert(way, PathElements.field(type, name));
      }
      return;
    }
    compare(before, after, below, PathElements.field(type, name), found);
  }

  @SuppressWarnings("ReferenceEquality") // names are interned: the quick answer is mostly right
  private static int order(JsonObject before, int left, JsonObject after, int right) {
    if (left == before.size()) {
      return 1;
    }
    if (right == after.size()) {
      return -1;
    }
    String a = before.nameAt(left);
    String b = after.nameAt(right);
    return a == b ? 0 : a.compareTo(b);
  }

  private static void items(JsonArray before, JsonArray after, Type.ListOf list, Differences up) {
    Map<String, List<Json>> left = byElement(before, list);
    Map<String, List<Json>> right = byElement(after, list);
    var elements = new LinkedHashSet<>(left.keySet());
    elements.addAll(right.keySet());
    for (String element : elements) {
      item(
          element,
          left.getOrDefault(element, List.of()),
          right.getOrDefault(element, List.of()),
          list,
          up);
    }
  }

  /// An item may stand there more than once, if it came in by a plain update.
  private static void item(
      String element, List<Json> left, List<Json> right, Type.ListOf list, Differences up) {
    var here = new Differences();
    if (left.size() <= 1 && right.size() <= 1) {
      compare(first(left), first(right), list.element(), here);
    } else if (left.size() >= 2 && right.size() >= 2) {
      if (!left.equals(right)) {
        here.insert(Way.MODIFIED);
      }
    } else if (left.size() >= 2) {
      if (!right.isEmpty()) {
        compare(null, right.getFirst(), list.element(), here);
      }
      here.insert(Way.REMOVED);
    } else {
      if (!left.isEmpty()) {
        compare(left.getFirst(), null, list.element(), here);
      }
      here.insert(Way.ADDED);
    }
    up.insert(element, here);
  }

  private static @Nullable Json first(List<Json> items) {
    return items.isEmpty() ? null : items.getFirst();
  }

  private static Map<String, List<Json>> byElement(JsonArray items, Type.ListOf list) {
    if (items.isEmpty()) {
      return Map.of();
    }
    var result = new LinkedHashMap<String, List<Json>>();
    for (Json item : items) {
      String element = PathElements.item(list, item);
      if (element != null) {
        result.merge(element, List.of(item), Comparison::joined);
      }
    }
    return result;
  }

  private static List<Json> joined(List<Json> first, List<Json> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
