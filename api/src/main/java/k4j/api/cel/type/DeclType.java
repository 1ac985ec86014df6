package k4j.api.cel.type;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The type of a value in an expression, with the largest size it can have and the smallest size it
/// takes as JSON: Kubernetes derives the cost of an expression from those.
public sealed interface DeclType {

  String name();

  long maxElements();

  long minSerializedSize();

  /// A scalar, `dyn`, or a type known by its name only.
  record Simple(String name, long maxElements, long minSerializedSize) implements DeclType {}

  record ListOf(DeclType element, long maxElements) implements DeclType {
    @Override
    public String name() {
      return "list";
    }

    @Override
    public long minSerializedSize() {
      return 2;
    }
  }

  record MapOf(DeclType key, DeclType value, long maxElements) implements DeclType {
    @Override
    public String name() {
      return "map";
    }

    @Override
    public long minSerializedSize() {
      return 2;
    }
  }

  record OptionalOf(DeclType value) implements DeclType {
    @Override
    public String name() {
      return "optional_type";
    }

    @Override
    public long maxElements() {
      return value.maxElements();
    }

    @Override
    public long minSerializedSize() {
      return value.minSerializedSize();
    }
  }

  /// An object; its fields have escaped names. A name that is a keyword is found unescaped as well.
  record ObjectOf(String name, Map<String, DeclType> fields, long minSerializedSize)
      implements DeclType {

    public ObjectOf {
      fields = Map.copyOf(fields);
    }

    @Override
    public long maxElements() {
      return 0;
    }

    public @Nullable DeclType field(String field) {
      DeclType found = fields.get(field);
      return found != null || !PropertyNames.isReserved(field)
          ? found
          : fields.get("__" + field + "__");
    }
  }

  /// The same type in which every nameless object is named after the place where it stands.
  default DeclType named(String place) {
    return switch (this) {
      case Simple simple -> simple;
      case ListOf list -> new ListOf(list.element.named(place + ".@idx"), list.maxElements);
      case MapOf map -> new MapOf(map.key, map.value.named(place + ".@elem"), map.maxElements);
      case OptionalOf optional -> new OptionalOf(optional.value.named(place));
      case ObjectOf object -> {
        String name = object.name.equals("object") ? place : object.name;
        var fields = new LinkedHashMap<String, DeclType>();
        object.fields.forEach((field, type) -> fields.put(field, type.named(name + "." + field)));
        yield new ObjectOf(name, fields, object.minSerializedSize);
      }
    };
  }
}
