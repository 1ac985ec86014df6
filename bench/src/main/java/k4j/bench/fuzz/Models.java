package k4j.bench.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.schema.Resource;

/// Good objects, so that what is random finds its way past validation.
final class Models {

  private final Map<String, JsonObject> byKind = new HashMap<>();

  Models() {
    try (InputStream in = Models.class.getResourceAsStream("models.json")) {
      if (in == null) {
        throw new IllegalStateException("models.json is missing");
      }
      if (JsonParser.parse(in.readAllBytes()) instanceof JsonArray all) {
        for (JsonObject each : all.objects()) {
          byKind.put(each.string("apiVersion") + "/" + each.string("kind"), each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A good object of the kind; otherwise one by the schema.
  JsonObject of(Resource resource, Chance chance, Values values) {
    JsonObject model = byKind.get(resource.apiVersion() + "/" + resource.kind());
    return model != null && chance.percent(85) ? model : values.object(resource.type());
  }

  /// The name that objects of the kind must have; empty where any will do.
  String name(Resource resource) {
    JsonObject model = byKind.get(resource.apiVersion() + "/" + resource.kind());
    String name = model == null ? "" : model.object("metadata").string("name");
    return name.length() > 1 ? name : "";
  }

  /// What is asked for more often than the rest.
  boolean knows(Resource resource) {
    return byKind.containsKey(resource.apiVersion() + "/" + resource.kind());
  }

  static Json named(JsonObject object, String name, List<String> finalizers) {
    JsonObject metadata = object.object("metadata").with("name", name);
    if (!finalizers.isEmpty()) {
      metadata = metadata.with("finalizers", JsonArray.ofStrings(finalizers));
    }
    return object.with("metadata", metadata);
  }
}
