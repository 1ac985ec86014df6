package k4j.api.apply;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// Lays an applied configuration over the live object: maps entry by entry, keyed lists item by
/// item in an order that suits both, everything else whole.
final class TypedMerge {

  private TypedMerge() {}

  static JsonObject merge(JsonObject live, JsonObject config, Type type) {
    return merged(live, config, type) instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  private static @Nullable Json merged(@Nullable Json live, @Nullable Json config, Type declared) {
    if (config == null || live == null) {
      return config == null ? live : config;
    }
    Type type = Trees.resolved(declared, config);
    if (Trees.isAtomic(type)) {
      return config;
    }
    if (type instanceof Type.ListOf list) {
      JsonArray left = Trees.list(live);
      JsonArray right = Trees.list(config);
      return left.isEmpty() && right.isEmpty() ? config : items(left, right, list);
    }
    JsonObject left = Trees.map(live);
    JsonObject right = Trees.map(config);
    return left.isEmpty() && right.isEmpty() ? config : entries(left, right, type);
  }

  private static @Nullable Json entries(JsonObject live, JsonObject config, Type type) {
    JsonObject result = live;
    for (int i = 0; i < live.size(); i++) {
      String name = live.nameAt(i);
      Json value = merged(live.valueAt(i), config.get(name), Trees.below(type, name));
      result = value == null ? result.without(name) : result.with(name, value);
    }
    for (int i = 0; i < config.size(); i++) {
      String name = config.nameAt(i);
      Json value = live.has(name) ? null : merged(null, config.valueAt(i), Trees.below(type, name));
      result = value == null ? result : result.with(name, value);
    }
    return result.isEmpty() ? null : result;
  }

  /// The items of one side, by path element, in order.
  private record Side(List<String> order, Map<String, Json> items) {
    static Side of(JsonArray array, Type.ListOf list) {
      var order = new ArrayList<String>();
      var items = new LinkedHashMap<String, Json>();
      for (Json item : array) {
        String element = PathElements.item(list, item);
        if (element != null) {
          // What stands there twice cannot be merged: the configuration's item replaces it.
          items.merge(element, item, (_, _) -> JsonNull.NULL);
          order.add(element);
        }
      }
      return new Side(order, items);
    }

    @Nullable Json child(String element) {
      Json item = items.get(element);
      return item == JsonNull.NULL ? null : item;
    }
  }

  private static @Nullable Json items(JsonArray live, JsonArray config, Type.ListOf list) {
    var merge = new ItemMerge(Side.of(live, list), Side.of(config, list), live, list);
    List<Json> out = merge.run();
    return out.isEmpty() ? null : JsonArray.of(out);
  }

  /// Interleaves two lists: what both have keeps the configuration's order, what only the live list
  /// has stays beside its neighbours.
  private static final class ItemMerge {
    private final Side left;
    private final Side right;
    private final JsonArray live;
    private final Type.ListOf list;
    private final Deque<String> shared = new ArrayDeque<>();
    private final HashSet<String> done = new HashSet<>();
    private final List<Json> out = new ArrayList<>();
    private int at;
    private int rightAt;

    ItemMerge(Side left, Side right, JsonArray live, Type.ListOf list) {
      this.left = left;
      this.right = right;
      this.live = live;
      this.list = list;
      right.order().stream().filter(left.items()::containsKey).forEach(shared::add);
    }

    List<Json> run() {
      while (at < left.order().size() || rightAt < right.order().size()) {
        step();
      }
      return out;
    }

    private void step() {
      boolean hasLeft = at < left.order().size();
      boolean hasRight = rightAt < right.order().size();
      if (hasLeft && hasRight) {
        String element = left.order().get(at);
        if (element.equals(right.order().get(rightAt))) {
          takeRight(element);
          at++;
          shared.pollFirst();
          return;
        }
        String next = shared.peekFirst();
        if (right.items().containsKey(element) && next != null && !next.equals(element)) {
          at++; // it will come where the configuration has it
          return;
        }
      }
      if (hasLeft) {
        String element = left.order().get(at);
        if (!right.items().containsKey(element)) {
          add(merged(live.get(at), null, list.element()));
          at++;
          return;
        }
        if (done.contains(element)) {
          at++;
        }
      }
      if (hasRight) {
        String element = right.order().get(rightAt);
        takeRight(element);
        if (element.equals(shared.peekFirst())) {
          shared.pollFirst();
        }
      }
    }

    private void takeRight(String element) {
      done.add(element);
      add(merged(left.child(element), right.child(element), list.element()));
      rightAt++;
    }

    private void add(@Nullable Json item) {
      if (item != null) {
        out.add(item);
      }
    }
  }
}
