package k4j.api.cel.value;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import k4j.api.cel.type.CelSchema;
import k4j.api.cel.type.PropertyNames;
import k4j.api.json.JsonArray;
import org.jspecify.annotations.Nullable;

/// A list of the tree. Where the schema says that it is a set or a map, order does not matter to
/// `==`, and `+` unites or merges.
public record JsonListView(JsonArray array, @Nullable CelSchema schema) implements CelList {

  @Override
  public int size() {
    return array.size();
  }

  @Override
  public Object get(int index) {
    return JsonValues.of(array.get(index), schema == null ? null : schema.items());
  }

  private String kind() {
    return schema == null ? "" : schema.listType();
  }

  @Override
  public boolean sameAs(CelList other) {
    if (size() != other.size()) {
      return false;
    }
    return switch (kind()) {
      case "set" -> {
        var mine = new HashSet<Object>();
        forEach(mine::add);
        for (Object item : other) {
          if (!mine.contains(item)) {
            yield false;
          }
        }
        yield true;
      }
      case "map" -> sameEntries(other);
      default -> CelList.super.sameAs(other);
    };
  }

  private boolean sameEntries(CelList other) {
    List<String> names = keyNames();
    var mine = new HashMap<Object, Object>();
    forEach(item -> mine.put(key(item, names), item));
    for (Object item : other) {
      Object match = mine.get(key(item, names));
      if (match == null || !Equality.equal(match, item)) {
        return false;
      }
    }
    return true;
  }

  private List<String> keyNames() {
    return schema == null
        ? List.of()
        : schema.listMapKeys().stream()
            .map(name -> PropertyNames.escape(name).orElse(name))
            .toList();
  }

  private static Object key(Object item, List<String> names) {
    if (!(item instanceof CelMap map)) {
      throw new EvaluationException(
          "unexpected data format for element of array with x-kubernetes-list-type=map");
    }
    var values = new ArrayList<@Nullable Object>();
    for (String name : names) {
      values.add(map.find(name));
    }
    return values;
  }

  @Override
  public CelList plus(CelList other) {
    return switch (kind()) {
      case "set" -> {
        Set<Object> union = new LinkedHashSet<>();
        forEach(union::add);
        other.forEach(union::add);
        yield ListValue.of(List.copyOf(union));
      }
      case "map" -> {
        List<String> names = keyNames();
        var merged = new LinkedHashMap<Object, Object>();
        forEach(item -> merged.put(key(item, names), item));
        other.forEach(item -> merged.put(key(item, names), item));
        yield ListValue.of(List.copyOf(merged.values()));
      }
      default -> ListValue.concatenate(this, other);
    };
  }
}
