package k4j.api.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A value with named fields. Fields are read on first use, so that recursive types are possible
/// and an unused type costs nothing.
public final class ObjectType implements Type {

  private final String name;
  private final boolean atomic;
  private final boolean open;
  private final Supplier<List<Field>> source;
  private volatile @Nullable Fields fields;

  private record Fields(
      List<Field> list, Map<String, Field> byName, Map<String, String> pathElements) {}

  /// @param name the definition's name, such as `io.k8s.api.core.v1.PodSpec`; empty for an inline
  ///   type of a custom resource
  /// @param atomic whether server-side apply owns the whole value at once
  public ObjectType(String name, boolean atomic, Supplier<List<Field>> source) {
    this(name, atomic, false, source);
  }

  private ObjectType(String name, boolean atomic, boolean open, Supplier<List<Field>> source) {
    this.name = name;
    this.atomic = atomic;
    this.open = open;
    this.source = source;
  }

  /// A type that may have any other fields too.
  public static ObjectType open(String name, boolean atomic, Supplier<List<Field>> source) {
    return new ObjectType(name, atomic, true, source);
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

  /// In the order of their names for built-in kinds, as declared for custom resources.
  public List<Field> fields() {
    return resolved().list();
  }

  public @Nullable Field field(String fieldName) {
    return resolved().byName().get(fieldName);
  }

  /// How `managedFields` names the field: `f:` and its name; null for a field that is not declared.
  public @Nullable String pathElement(String fieldName) {
    return resolved().pathElements().get(fieldName);
  }

  private Fields resolved() {
    Fields known = fields;
    if (known == null) {
      List<Field> list = List.copyOf(source.get());
      var byName = new HashMap<String, Field>(list.size() * 2);
      var pathElements = new HashMap<String, String>(list.size() * 2);
      for (Field field : list) {
        byName.put(field.name(), field);
        pathElements.put(field.name(), ("f:" + field.name()).intern());
      }
      known = new Fields(list, byName, pathElements);
      fields = known; // computing it twice gives the same value, so no lock is needed
    }
    return known;
  }

  @Override
  public String toString() {
    return name;
  }
}
