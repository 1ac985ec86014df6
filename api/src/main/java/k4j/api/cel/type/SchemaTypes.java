package k4j.api.cel.type;

import java.util.LinkedHashMap;
import java.util.Optional;
import k4j.api.json.JsonString;

/// Derives the type of values from their schema, with the sizes that Kubernetes estimates costs by.
public final class SchemaTypes {

  /// The largest request that the API server takes; no value can be larger.
  private static final long REQUEST = 3 * 1024 * 1024;

  private static final long LONGEST_TIME = 32;
  private static final long DATE = 12;

  private SchemaTypes() {}

  /// Nothing where values of the schema cannot be used in expressions.
  public static Optional<DeclType> of(CelSchema schema) {
    if (schema.intOrString()) {
      long length = schema.limit("maxLength");
      return Optional.of(new DeclType.Simple("dyn", length < 0 ? REQUEST - 2 : length * 4, 1));
    }
    return switch (schema.type()) {
      case "array" -> list(schema);
      case "object" -> object(schema);
      case "string" -> Optional.of(string(schema));
      case "boolean" -> Optional.of(DeclTypes.BOOL);
      case "number" -> Optional.of(DeclTypes.DOUBLE);
      case "integer" -> Optional.of(DeclTypes.INT);
      default -> Optional.empty();
    };
  }

  private static Optional<DeclType> list(CelSchema schema) {
    CelSchema items = schema.items();
    if (items == null) {
      return Optional.empty();
    }
    long limit = schema.limit("maxItems");
    return of(items)
        .map(item ->
            new DeclType.ListOf(
                item, limit >= 0 ? limit : (REQUEST - 2) / (item.minSerializedSize() + 1)));
  }

  private static Optional<DeclType> object(CelSchema schema) {
    CelSchema additional = schema.additionalProperties();
    if (additional == null) {
      return Optional.of(fields(schema));
    }
    long limit = schema.limit("maxProperties");
    return of(additional)
        .map(value ->
            new DeclType.MapOf(
                DeclTypes.STRING,
                value,
                limit >= 0 ? limit : (REQUEST - 2) / (value.minSerializedSize() + 6)));
  }

  private static DeclType fields(CelSchema schema) {
    var fields = new LinkedHashMap<String, DeclType>();
    long size = 2;
    for (var property : schema.properties().entrySet()) {
      String name = property.getKey();
      Optional<DeclType> type = of(property.getValue());
      if (type.isEmpty()) {
        continue;
      }
      PropertyNames.escape(name).ifPresent(shown -> fields.put(shown, type.get()));
      // A default is filled in by the server: the request need not hold it.
      if (schema.required().contains(name) && property.getValue().defaultValue() == null) {
        size += name.length() + type.get().minSerializedSize() + 4;
      }
    }
    return new DeclType.ObjectOf("object", fields, size);
  }

  private static DeclType string(CelSchema schema) {
    long length = schema.limit("maxLength");
    return switch (schema.format()) {
      case "byte" -> new DeclType.Simple("bytes", length >= 0 ? length : REQUEST - 2, 2);
      case "duration" -> new DeclType.Simple("google.protobuf.Duration", LONGEST_TIME, 3);
      case "date" -> new DeclType.Simple("google.protobuf.Timestamp", DATE, DATE);
      case "date-time" -> new DeclType.Simple("google.protobuf.Timestamp", LONGEST_TIME, 21);
      default -> new DeclType.Simple("string", longest(schema, length), 2);
    };
  }

  /// A limit counts characters, a request bytes: a character has at most four.
  private static long longest(CelSchema schema, long limit) {
    if (limit >= 0) {
      return limit * 4;
    }
    if (schema.enumValues().isEmpty()) {
      return REQUEST - 2;
    }
    return schema.enumValues().stream()
        .mapToLong(value -> value instanceof JsonString text ? text.value().length() : 0)
        .max()
        .orElse(0);
  }
}
