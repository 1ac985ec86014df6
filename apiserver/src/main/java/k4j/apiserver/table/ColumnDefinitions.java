package k4j.apiserver.table;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.Resource.Column;

/// The heads of tables.
final class ColumnDefinitions {

  private static final String NAME = "name";
  private static final String CREATED = "creationTimestamp";

  private ColumnDefinitions() {}

  static JsonArray of(Resource resource) {
    return resource.columns().isEmpty()
        ? json(
            List.of(
                new Column("Name", "string", "name", metadata(resource, NAME), 0),
                new Column("Created At", "date", "", metadata(resource, CREATED), 0)))
        : json(resource.columns());
  }

  private static String metadata(Resource resource, String field) {
    var metadata = resource.type().field("metadata");
    if (metadata == null || !(metadata.type() instanceof ObjectType type)) {
      return "";
    }
    var known = type.field(field);
    return known == null ? "" : known.description().text();
  }

  static JsonArray ofScale() {
    return json(
        List.of(
            new Column("Name", "string", "", "", 0),
            new Column("Desired", "integer", "", "", 0),
            new Column("Available", "integer", "", "", 0),
            new Column("Age", "string", "", "", 0)));
  }

  private static JsonArray json(List<Column> columns) {
    return JsonArray.of(
        columns.stream()
            .map(column ->
                JsonObject.builder()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.format())
                    .put("description", column.description())
                    .put("priority", column.priority())
                    .build())
            .toList());
  }
}
