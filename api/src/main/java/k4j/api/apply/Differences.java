package k4j.api.apply;

import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import org.jspecify.annotations.Nullable;

/// What was found to differ below one path so far: a set of fields for each way of differing. Sets
/// are made only where something differs, since most of what is compared does not.
final class Differences {

  /// How two states of a field may differ.
  enum Way {
    ADDED(0),
    REMOVED(1),
    MODIFIED(2);

    private final int slot;

    Way(int slot) {
      this.slot = slot;
    }
  }

  private static final int WAYS = Way.values().length;

  private final @Nullable JsonObjectBuilder[] below = new @Nullable JsonObjectBuilder[WAYS];
  private final boolean[] members = new boolean[WAYS];

  /// The field at this path differs itself.
  void insert(Way way) {
    members[way.slot] = true;
  }

  /// A field right below this path differs, whatever lies below it.
  void insert(Way way, String element) {
    put(way.slot, element, FieldSets.EMPTY);
  }

  /// Takes over what was found below an element.
  void insert(String element, Differences inner) {
    for (int way = 0; way < WAYS; way++) {
      JsonObject node = FieldSets.node(inner.members[way], inner.set(way));
      if (node != null) {
        put(way, element, node);
      }
    }
  }

  private void put(int way, String element, JsonObject node) {
    JsonObjectBuilder known = below[way];
    if (known == null) {
      known = JsonObject.builder();
      below[way] = known;
    }
    known.put(element, node);
  }

  JsonObject set(Way way) {
    return set(way.slot);
  }

  private JsonObject set(int way) {
    JsonObjectBuilder known = below[way];
    return known == null ? JsonObject.EMPTY : known.build();
  }
}
