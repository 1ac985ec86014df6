package k4j.apiserver.negotiation;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.StatusException;
import k4j.api.schema.Resource;
import k4j.apiserver.negotiation.Form.Shape;
import k4j.apiserver.request.Payload;

/// Gives answers the shape that the client wants: whole objects, tables, or metadata only.
public final class Shaper {

  private final TableMaker tables;

  public Shaper(TableMaker tables) {
    this.tables = tables;
  }

  public Payload one(Payload object, Resource resource, Form form, String includeObject) {
    return switch (form.shape()) {
      case WHOLE -> object;
      case METADATA -> Payload.of(MetadataOnly.of(object.tree(), form.shapeVersion()));
      case METADATA_LIST ->
          throw StatusException.notAcceptable(
              "you requested PartialObjectMetadataList, but the requested object is not a list"
                  + " (%s)".formatted(GoNames.internal(resource, "")));
      case TABLE ->
          Payload.of(
              tables.table(
                  resource,
                  metadataOf(object.tree()),
                  List.of(object),
                  form.shapeVersion(),
                  includeObject));
    };
  }

  /// A table says in its metadata how new its rows are.
  private static JsonObject metadataOf(JsonObject object) {
    return object.object("metadata").get("resourceVersion") instanceof JsonString version
        ? JsonObject.EMPTY.with("resourceVersion", version)
        : JsonObject.EMPTY;
  }

  /// The list as one object, for every shape but whole objects.
  public JsonObject many(
      Resource resource,
      JsonObject metadata,
      List<? extends Payload> items,
      Form form,
      String includeObject) {
    if (form.shape() == Shape.TABLE) {
      return tables.table(resource, metadata, items, form.shapeVersion(), includeObject);
    }
    if (form.shape() == Shape.METADATA) {
      throw StatusException.notAcceptable(
          "you requested PartialObjectMetadata, but the requested object is a list (%s)"
              .formatted(GoNames.internal(resource, "List")));
    }
    return JsonObject.EMPTY
        .with("kind", "PartialObjectMetadataList")
        .with("apiVersion", "meta.k8s.io/" + form.shapeVersion())
        .with("metadata", metadata)
        .with(
            "items",
            JsonArray.of(
                items.stream()
                    .map(item -> MetadataOnly.of(item.tree(), form.shapeVersion()))
                    .toList()));
  }
}
