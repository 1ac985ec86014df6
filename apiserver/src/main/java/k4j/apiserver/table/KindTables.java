package k4j.apiserver.table;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.apiserver.negotiation.TableMaker;
import k4j.apiserver.request.Payload;
import k4j.apiserver.table.row.Printers;
import k4j.apiserver.table.row.Row;
import k4j.apiserver.table.row.RowPrinter;

/// Tables with the columns and cells that each kind has in Kubernetes.
public final class KindTables implements TableMaker {

  private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

  private static final Comparator<JsonObject> BY_PRECEDENCE =
      Comparator.<JsonObject>comparingLong(o -> o.object("spec").integer("matchingPrecedence"))
          .thenComparing(o -> o.object("metadata").string("name"));

  private final InstantSource clock;

  /// @param clock tells ages
  public KindTables(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public JsonObject table(
      Resource resource,
      JsonObject metadata,
      List<? extends Payload> items,
      String version,
      String includeObject) {
    List<JsonObject> objects = items.stream().<JsonObject>map(Payload::tree).toList();
    boolean scale = resource.kind().equals("Scale");
    RowPrinter printer = scale ? Printers.scale() : printer(resource);
    String apiVersion = "meta.k8s.io/" + version;
    Instant now = clock.instant();
    List<JsonObject> rows =
        ordered(resource, objects).stream()
            .map(object ->
                row(object, printer, now)
                    .with("object", included(object, includeObject, apiVersion)))
            .toList();
    return JsonObject.builder()
        .put("kind", "Table")
        .put("apiVersion", apiVersion)
        .put("metadata", metadata)
        .put(
            "columnDefinitions",
            scale ? ColumnDefinitions.ofScale() : ColumnDefinitions.of(resource))
        .put("rows", JsonArray.of(rows))
        .build();
  }

  private static RowPrinter printer(Resource resource) {
    return PathRow.prints(resource)
        ? new PathRow(resource.columns())::print
        : Printers.of(resource);
  }

  /// Flow schemas come in the order in which they are asked; all else as it is stored.
  private static List<JsonObject> ordered(Resource resource, List<JsonObject> objects) {
    return resource.kind().equals("FlowSchema")
        ? objects.stream().sorted(BY_PRECEDENCE).toList()
        : objects;
  }

  private static JsonObject row(JsonObject object, RowPrinter printer, Instant now) {
    var row = new Row(object, now);
    printer.print(object, row);
    JsonObject out = JsonObject.EMPTY.with("cells", row.cells());
    return row.conditions().isEmpty() ? out : out.with("conditions", row.conditions());
  }

  private static Json included(JsonObject object, String include, String apiVersion) {
    JsonObject metadata = object.object("metadata");
    boolean marksEnd = metadata.object("annotations").has(INITIAL_EVENTS_END);
    return switch (include) {
      case "Object" -> object;
      case "None" -> marksEnd ? metadataOnly(metadata, apiVersion) : JsonNull.NULL;
      case "", "Metadata" -> metadataOnly(metadata, apiVersion);
      default ->
          throw StatusException.badRequest(
              ("Unable to convert to Table as requested: includeObject: Invalid value: \"%s\":"
                      + " must be 'Metadata', 'Object', 'None', or empty")
                  .formatted(include));
    };
  }

  private static JsonObject metadataOnly(JsonObject metadata, String apiVersion) {
    return JsonObject.EMPTY
        .with("kind", "PartialObjectMetadata")
        .with("apiVersion", apiVersion)
        .with("metadata", metadata);
  }
}
