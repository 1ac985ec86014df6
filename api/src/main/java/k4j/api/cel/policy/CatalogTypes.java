package k4j.api.cel.policy;

import java.util.LinkedHashMap;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.DeclTypes;
import k4j.api.cel.type.PropertyNames;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;

/// The types of a catalog's kinds, as expressions see them. Pure.
public final class CatalogTypes {

  private CatalogTypes() {}

  public static DeclType of(ObjectType type) {
    // The name may not begin with that of a variable: `object.spec` would be the type.
    return of(type, "objectType");
  }

  /// @param name of the type, which no other may have in the same expression
  public static DeclType of(ObjectType type, String name) {
    return object(type, Set.of()).named(name);
  }

  /// @param around the definitions that the type stands in: one that holds itself ends there
  private static DeclType of(Type type, Set<String> around) {
    return switch (type) {
      case Type.Scalar(var kind) -> scalar(kind);
      case Type.ListOf list -> new DeclType.ListOf(of(list.element(), around), Long.MAX_VALUE);
      case Type.MapOf map ->
          new DeclType.MapOf(DeclTypes.STRING, of(map.value(), around), Long.MAX_VALUE);
      case ObjectType object -> object(object, around);
      case Type.Anything _ -> DeclTypes.DYN;
    };
  }

  private static DeclType object(ObjectType type, Set<String> around) {
    if (around.contains(type.name())) {
      return DeclTypes.DYN;
    }
    var within = new TreeSet<>(around);
    if (!type.name().isEmpty()) {
      within.add(type.name());
    }
    var fields = new LinkedHashMap<String, DeclType>();
    for (Field field : type.fields()) {
      PropertyNames.escape(field.name())
          .ifPresent(name -> fields.put(name, of(field.type(), within)));
    }
    return new DeclType.ObjectOf("object", fields, 2);
  }

  private static DeclType scalar(Type.ScalarKind kind) {
    return switch (kind) {
      case STRING, DURATION, QUANTITY -> DeclTypes.STRING;
      case BOOLEAN -> DeclTypes.BOOL;
      case INT32, INT64 -> DeclTypes.INT;
      case DOUBLE -> DeclTypes.DOUBLE;
      case BYTES -> DeclTypes.BYTES;
      case TIME, MICRO_TIME -> DeclTypes.TIMESTAMP;
      case INT_OR_STRING -> DeclTypes.DYN;
    };
  }
}
