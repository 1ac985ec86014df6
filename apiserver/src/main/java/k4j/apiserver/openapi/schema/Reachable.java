package k4j.apiserver.openapi.schema;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import k4j.api.schema.Catalog;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;

/// Which definitions a document needs.
public final class Reachable {

  private final Catalog catalog;

  public Reachable(Catalog catalog) {
    this.catalog = catalog;
  }

  /// The definitions named, and all those that these refer to.
  public SortedSet<String> from(Collection<String> names) {
    var found = new TreeSet<String>();
    var open = new ArrayDeque<>(names);
    while (!open.isEmpty()) {
      String name = open.remove();
      if (name.contains(".") && found.add(name)) {
        ObjectType type = catalog.definition(name);
        if (type != null) {
          type.fields().stream()
              .map(Field::type)
              .map(Reachable::reference)
              .filter(reference -> !reference.isEmpty())
              .forEach(open::add);
        }
      }
    }
    return found;
  }

  /// The definition that a type refers to, or `""`.
  private static String reference(Type type) {
    return switch (type) {
      case Type.Scalar scalar -> Leaf.of(scalar.kind()).definition();
      case Type.ListOf list -> reference(list.element());
      case Type.MapOf map -> reference(map.value());
      case ObjectType object -> object.name();
      case Type.Anything anything -> anything.definition();
    };
  }
}
