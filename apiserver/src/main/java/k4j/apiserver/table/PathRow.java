package k4j.apiserver.table;

import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.jsonpath.JsonPath;
import k4j.api.jsonpath.JsonPathException;
import k4j.api.meta.Times;
import k4j.api.schema.Resource;
import k4j.api.schema.Resource.Column;
import k4j.apiserver.table.row.Row;

/// Rows of which each cell but the name is found by a path, as custom resources have them
/// (apiextensions-apiserver, `tableconvertor`).
final class PathRow {

  private final List<Cell> cells;

  private record Cell(String type, Optional<JsonPath> path) {}

  PathRow(List<Column> columns) {
    cells =
        columns.stream()
            .filter(column -> !column.path().isEmpty())
            .map(column -> new Cell(column.type(), path(column.path())))
            .toList();
  }

  /// Whether the rows of a resource are of this kind.
  static boolean prints(Resource resource) {
    return resource.columns().stream().anyMatch(column -> !column.path().isEmpty());
  }

  private static Optional<JsonPath> path(String text) {
    try {
      return Optional.of(JsonPath.parse(text));
    } catch (JsonPathException _) {
      return Optional.empty();
    }
  }

  void print(JsonObject object, Row row) {
    row.name();
    for (Cell cell : cells) {
      List<Json> found = cell.path().map(path -> path.find(object)).orElse(List.of());
      row.cell(found.isEmpty() ? JsonNull.NULL : value(found.getFirst(), cell.type(), row));
    }
  }

  private static Json value(Json value, String type, Row row) {
    return switch (type) {
      case "integer" ->
          switch (value) {
            case JsonInteger _ -> value;
            case JsonDecimal decimal -> Json.of((long) decimal.value());
            default -> JsonNull.NULL;
          };
      case "number" ->
          value instanceof JsonInteger || value instanceof JsonDecimal ? value : JsonNull.NULL;
      case "boolean" -> value instanceof JsonBoolean ? value : JsonNull.NULL;
      case "string" -> value instanceof JsonString ? value : Json.of(value.toString());
      case "date" -> value instanceof JsonString text ? date(text.value(), row) : JsonNull.NULL;
      default -> JsonNull.NULL;
    };
  }

  private static Json date(String text, Row row) {
    if (text.isEmpty()) {
      return Json.of(Row.UNKNOWN);
    }
    return Json.of(Times.parse(text).map(row::since).orElse("<invalid>"));
  }
}
