package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.schema.ResourceName;
import k4j.apiserver.registry.Reader;

/// The objects of a test, which need no server.
public final class MapReader implements Reader {

  private record Row(ResourceName resource, JsonObject object) {}

  private final List<Row> rows = new ArrayList<>();
  private long version;

  /// @param text JSON, with single quotes for double ones
  public MapReader with(ResourceName resource, String text) {
    return with(resource, json(text));
  }

  public MapReader with(ResourceName resource, JsonObject object) {
    JsonObject metadata = object.object("metadata");
    rows.removeIf(row ->
        row.resource().equals(resource)
            && is(row.object(), metadata.string("namespace"), metadata.string("name")));
    rows.add(new Row(resource, object));
    version++;
    return this;
  }

  public static JsonObject json(String text) {
    return JsonParser.parseObject(
        text.replace('\'', '"').getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static boolean is(JsonObject object, String namespace, String name) {
    JsonObject metadata = object.object("metadata");
    return metadata.string("name").equals(name) && metadata.string("namespace").equals(namespace);
  }

  @Override
  public Optional<JsonObject> get(ResourceName resource, String namespace, String name) {
    return list(resource, "").stream().filter(object -> is(object, namespace, name)).findFirst();
  }

  @Override
  public List<JsonObject> list(ResourceName resource, String namespace) {
    return rows.stream()
        .filter(row -> row.resource().equals(resource))
        .map(Row::object)
        .filter(object ->
            namespace.isEmpty() || object.object("metadata").string("namespace").equals(namespace))
        .toList();
  }

  @Override
  public long version(ResourceName resource) {
    return version;
  }
}
