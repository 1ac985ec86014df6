package k4j.apiserver.extension.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import k4j.api.schema.Field;
import k4j.api.schema.Field.PatchStrategy;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import k4j.api.schema.Type.ListKind;
import k4j.api.schema.Type.ScalarKind;
import org.jspecify.annotations.Nullable;

/// Describes custom resources by the types of built-in kinds, for server-side apply. Pure.
public final class SchemaTypes {

  private static final Type.Scalar STRING = new Type.Scalar(ScalarKind.STRING);

  private final ObjectType metadata;

  /// @param metadata the type of `ObjectMeta`
  public SchemaTypes(ObjectType metadata) {
    this.metadata = metadata;
  }

  /// @param name of the definition
  /// @param open whether fields that are not declared are kept
  public ObjectType root(String name, Supplier<Structural> schema, boolean open) {
    return open
        ? ObjectType.open(name, false, () -> fields(schema.get(), true))
        : new ObjectType(name, false, () -> fields(schema.get(), true));
  }

  private List<Field> fields(Structural schema, boolean whole) {
    var fields = new ArrayList<Field>();
    schema
        .properties()
        .forEach((name, child) -> {
          if (!whole || !isMeta(name)) {
            fields.add(field(name, type(child), schema, child));
          }
        });
    if (whole) {
      fields.add(field("apiVersion", STRING, schema, null));
      fields.add(field("kind", STRING, schema, null));
      fields.add(field("metadata", metadata, schema, null));
    }
    return fields;
  }

  private static boolean isMeta(String name) {
    return name.equals("apiVersion") || name.equals("kind") || name.equals("metadata");
  }

  private static Field field(
      String name, Type type, Structural parent, @Nullable Structural schema) {
    return new Field(
        name,
        type,
        parent.rules().required().contains(name),
        0,
        List.of(),
        null,
        schema == null ? null : schema.defaultValue(),
        List.of(),
        PatchStrategy.REPLACE,
        () -> schema == null ? "" : schema.raw().string("description"));
  }

  private Type type(Structural schema) {
    if (schema.intOrString()) {
      return new Type.Scalar(ScalarKind.INT_OR_STRING);
    }
    return switch (schema.type()) {
      case "object" -> object(schema);
      case "array" -> list(schema);
      case "string" -> STRING;
      case "integer" -> new Type.Scalar(ScalarKind.INT64);
      case "number" -> new Type.Scalar(ScalarKind.DOUBLE);
      case "boolean" -> new Type.Scalar(ScalarKind.BOOLEAN);
      default -> new Type.Anything();
    };
  }

  private Type object(Structural schema) {
    boolean atomic = schema.mapType().equals("atomic");
    Structural additional = schema.additional();
    if (schema.embedded()) {
      return schema.preservesUnknown()
          ? ObjectType.open("", atomic, () -> fields(schema, true))
          : new ObjectType("", atomic, () -> fields(schema, true));
    }
    if (schema.properties().isEmpty()) {
      return new Type.MapOf(additional == null ? new Type.Anything() : type(additional), atomic);
    }
    return schema.preservesUnknown() || schema.hasAdditional()
        ? ObjectType.open("", atomic, () -> fields(schema, false))
        : new ObjectType("", atomic, () -> fields(schema, false));
  }

  private Type list(Structural schema) {
    Structural items = schema.items();
    Type element = items == null ? new Type.Anything() : type(items);
    return switch (schema.listType()) {
      case "set" -> new Type.ListOf(element, ListKind.SET, List.of());
      case "map" -> new Type.ListOf(element, ListKind.MAP, schema.listMapKeys());
      default -> new Type.ListOf(element, ListKind.ATOMIC, List.of());
    };
  }
}
