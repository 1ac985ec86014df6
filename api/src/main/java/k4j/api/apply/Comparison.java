package k4j.api.apply;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// The fields in which two states of an object differ.
record Comparison(JsonObject added, JsonObject removed, JsonObject modified) {

  static Comparison of(JsonObject before, JsonObject after, Type type) {
    var added = new SetBuilder();
    var removed = new SetBuilder();
    var modified = new SetBuilder();
    new Walker(added, removed, modified).compare(before, after, type);
    return new Comparison(added.build(), removed.build(), modified.build());
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

  /// Walks both states at once; each builder stands at the same path.
  private record Walker(SetBuilder added, SetBuilder removed, SetBuilder modified) {

    private Walker below(String element) {
      return new Walker(added.child(element), removed.child(element), modified.child(element));
    }

    private void compare(@Nullable Json before, @Nullable Json after, Type declared) {
      if (before != null && before == after) {
        return;
      }
      Type type = Trees.resolved(declared, after != null ? after : before);
      boolean leaf =
          Trees.isAtomic(type) || bothEmpty(before, after, type) || unlike(before, after);
      if (leaf) {
        leaf(before, after);
        return;
      }
      if (type instanceof Type.ListOf list) {
        compareItems(Trees.list(before), Trees.list(after), list);
      } else {
        compareEntries(Trees.map(before), Trees.map(after), type);
      }
      if (before == null) {
        added.insert();
      } else if (after == null) {
        removed.insert();
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

    private void leaf(@Nullable Json before, @Nullable Json after) {
      if (before == null) {
        added.insert();
      } else if (after == null) {
        removed.insert();
      } else if (!Trees.same(before, after)) {
        modified.insert();
      }
    }

    private void compareEntries(JsonObject before, JsonObject after, Type type) {
      var names = new TreeSet<>(before.names());
      names.addAll(after.names());
      for (String name : names) {
        String element = PathElements.field(name);
        below(element).compare(before.get(name), after.get(name), FieldSets.below(type, element));
      }
    }

    private void compareItems(JsonArray before, JsonArray after, Type.ListOf list) {
      Map<String, List<Json>> left = byElement(before, list);
      Map<String, List<Json>> right = byElement(after, list);
      var elements = new LinkedHashSet<>(left.keySet());
      elements.addAll(right.keySet());
      for (String element : elements) {
        compareItem(
            element,
            left.getOrDefault(element, List.of()),
            right.getOrDefault(element, List.of()),
            list);
      }
    }

    /// An item may stand there more than once, if it came in by a plain update.
    private void compareItem(String element, List<Json> left, List<Json> right, Type.ListOf list) {
      Walker at = below(element);
      if (left.size() <= 1 && right.size() <= 1) {
        at.compare(first(left), first(right), list.element());
      } else if (left.size() >= 2 && right.size() >= 2) {
        if (!left.equals(right)) {
          at.modified.insert();
        }
      } else if (left.size() >= 2) {
        if (!right.isEmpty()) {
          at.compare(null, right.getFirst(), list.element());
        }
        at.removed.insert();
      } else {
        if (!left.isEmpty()) {
          at.compare(left.getFirst(), null, list.element());
        }
        at.added.insert();
      }
    }

    private static @Nullable Json first(List<Json> items) {
      return items.isEmpty() ? null : items.getFirst();
    }

    private static Map<String, List<Json>> byElement(JsonArray items, Type.ListOf list) {
      var result = new LinkedHashMap<String, List<Json>>();
      for (Json item : items) {
        String element = PathElements.item(list, item);
        if (element != null) {
          result.computeIfAbsent(element, _ -> new ArrayList<>(1)).add(item);
        }
      }
      return result;
    }
  }
}
