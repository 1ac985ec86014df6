package k4j.api.schema;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.Layout;
import org.jspecify.annotations.Nullable;

/// A value with named fields. Fields are read on first use, so that recursive types are possible
/// and an unused type costs nothing.
public final class ObjectType implements Type {

  private final String name;
  private final boolean atomic;
  private final boolean open;
  private final boolean struct;
  private final Supplier<List<Field>> source;
  private volatile @Nullable Fields fields;

  /// @param nulls those that are shown as null where nothing was set
  private record Fields(List<Field> list, Map<String, Slot> byName, List<Slot> nulls) {}

  /// @param rank the place among the fields
  /// @param pathElement how `managedFields` names the field
  private record Slot(Field field, int rank, String pathElement) {}

  /// @param name the definition's name, such as `io.k8s.api.core.v1.PodSpec`; empty for an inline
  ///   type of a custom resource
  /// @param atomic whether server-side apply owns the whole value at once
  public ObjectType(String name, boolean atomic, Supplier<List<Field>> source) {
    this(name, atomic, false, false, source);
  }

  private ObjectType(
      String name, boolean atomic, boolean open, boolean struct, Supplier<List<Field>> source) {
    this.name = name;
    this.atomic = atomic;
    this.open = open;
    this.struct = struct;
    this.source = source;
  }

  /// A type that may have any other fields too.
  public static ObjectType open(String name, boolean atomic, Supplier<List<Field>> source) {
    return new ObjectType(name, atomic, true, false, source);
  }

  /// A type that Go has a struct for: its fields are in the order in which they are written.
  static ObjectType struct(String name, boolean atomic, Supplier<List<Field>> source) {
    return new ObjectType(name, atomic, false, true, source);
  }

  /// Whether Go has a struct for it.
  public boolean isStruct() {
    return struct;
  }

  public String name() {
    return name;
  }

  public boolean atomic() {
    return atomic;
  }

  /// Whether fields that are not declared are kept.
  public boolean open() {
    return open;
  }

  /// In the order in which they are declared.
  public List<Field> fields() {
    return resolved().list();
  }

  public @Nullable Field field(String fieldName) {
    Slot slot = resolved().byName().get(fieldName);
    return slot == null ? null : slot.field();
  }

  /// How `managedFields` names the field: `f:` and its name; null for a field that is not declared.
  public @Nullable String pathElement(String fieldName) {
    Slot slot = resolved().byName().get(fieldName);
    return slot == null ? null : slot.pathElement();
  }

  /// The fields that are shown as null where nothing was set.
  public List<String> nulls() {
    return resolved().nulls().stream().map(slot -> slot.field().name()).toList();
  }

  private Fields resolved() {
    Fields known = fields;
    if (known == null) {
      List<Field> list = List.copyOf(source.get());
      var byName = new HashMap<String, Slot>(list.size() * 2);
      var nulls = new ArrayList<Slot>();
      for (Field field : list) {
        var slot = new Slot(field, byName.size(), ("f:" + field.name()).intern());
        byName.put(field.name(), slot);
        if (field.zero() == JsonNull.NULL) {
          nulls.add(slot);
        }
      }
      known = new Fields(list, byName, List.copyOf(nulls));
      fields = known; // computing it twice gives the same value, so no lock is needed
    }
    return known;
  }

  @Override
  public void lay(JsonObject object, Visitor visitor) {
    if (!struct) {
      Type.super.lay(object, visitor);
      return;
    }
    Fields known = resolved();
    for (long each : order(object, known)) {
      int index = (int) each;
      if (index < 0) {
        Slot slot = known.nulls().get(~index);
        visitor.entry(slot.field().name(), JsonNull.NULL, slot.field().type());
      } else {
        Slot slot = known.byName().get(object.nameAt(index));
        Layout below = slot == null ? SORTED : slot.field().type();
        visitor.entry(object.nameAt(index), object.valueAt(index), below);
      }
    }
  }

  /// The entries by rank: each a rank and where the entry stands, or which of the nulls it is.
  private static long[] order(JsonObject object, Fields known) {
    int size = object.size();
    long[] order = new long[size + known.nulls().size()];
    for (int i = 0; i < size; i++) {
      Slot slot = known.byName().get(object.nameAt(i));
      order[i] = (long) (slot == null ? known.list().size() : slot.rank()) << 32 | i;
    }
    for (int i = 0; i < known.nulls().size(); i++) {
      Slot slot = known.nulls().get(i);
      if (!object.has(slot.field().name())) {
        order[size++] = (long) slot.rank() << 32 | (~i & 0xffffffffL);
      }
    }
    long[] result = size == order.length ? order : Arrays.copyOf(order, size);
    Arrays.sort(result);
    return result;
  }

  @Override
  public Json withoutNulls(Json value) {
    if (!struct || !(value instanceof JsonObject object)) {
      return value;
    }
    JsonObject result = object;
    for (int i = 0; i < object.size(); i++) {
      String fieldName = object.nameAt(i);
      Json inner = object.valueAt(i);
      Field field = field(fieldName);
      if (field == null) {
        continue;
      }
      result =
          inner == JsonNull.NULL && field.zero() == JsonNull.NULL
              ? result.without(fieldName)
              : result.with(fieldName, field.type().withoutNulls(inner));
    }
    return result;
  }

  @Override
  public String toString() {
    return name;
  }
}
