package k4j.apiserver.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.schema.Catalog;
import k4j.apiserver.openapi.path.PathItem;
import k4j.apiserver.openapi.schema.Schemas;
import k4j.apiserver.openapi.schema.Schemas.Dialect;

/// What some resources add to documents: paths and definitions. Each form is made when a document
/// first needs it and kept, so that who adds a custom resource pays for that one. Not for several
/// threads at once.
final class Part {

  /// A form in which documents have paths or definitions.
  enum Form {
    SECOND_PATHS,
    SECOND_DEFINITIONS,
    SECOND_PROTOBUF,
    THIRD_PATHS,
    THIRD_DEFINITIONS
  }

  private final Catalog catalog;
  private final Supplier<Content> content;
  private final Map<Form, Piece> made = new EnumMap<>(Form.class);

  /// @param definitions their names
  record Content(List<PathItem> items, Collection<String> definitions) {}

  Part(Catalog catalog, Supplier<Content> content) {
    this.catalog = catalog;
    this.content = content;
  }

  Piece piece(Form form) {
    return made.computeIfAbsent(form, this::make);
  }

  private Piece make(Form form) {
    Content all = content.get();
    return switch (form) {
      case SECOND_PATHS -> entries(paths(all, true));
      case SECOND_DEFINITIONS -> entries(definitions(all, Dialect.V2));
      case SECOND_PROTOBUF -> protobuf(all);
      case THIRD_PATHS -> entries(paths(all, false));
      case THIRD_DEFINITIONS -> entries(definitions(all, Dialect.V3));
    };
  }

  private static Map<String, JsonObject> paths(Content all, boolean second) {
    var result = new TreeMap<String, JsonObject>();
    for (PathItem item : all.items()) {
      result.put(item.path(), second ? Paths2.item(item) : Paths3.item(item));
    }
    return result;
  }

  private Map<String, JsonObject> definitions(Content all, Dialect dialect) {
    var schemas = new Schemas(catalog, dialect);
    var result = new TreeMap<String, JsonObject>();
    all.definitions().forEach(name -> result.put(name, schemas.definition(name)));
    return result;
  }

  /// Names and values with commas between them, no braces around.
  private static Piece entries(Map<String, JsonObject> values) {
    var out = new ByteArrayOutputStream();
    values.forEach((name, value) -> {
      String key = (out.size() == 0 ? "\"" : ",\"") + name + "\":";
      out.writeBytes(key.getBytes(StandardCharsets.UTF_8));
      out.writeBytes(JsonWriter.toBytes(value));
    });
    return Piece.of(out.toByteArray());
  }

  private Piece protobuf(Content all) {
    var out = new ByteArrayOutputStream();
    paths(all, true).forEach((path, item) -> out.writeBytes(SecondProtobuf.path(path, item)));
    definitions(all, Dialect.V2)
        .forEach((name, schema) -> out.writeBytes(SecondProtobuf.definition(name, schema)));
    return Piece.of(out.toByteArray());
  }
}
