package k4j.apiserver.storage;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import k4j.api.json.Json;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.schema.Resource;
import k4j.apiserver.conversion.Conversion;

/// The fields of one resource that a field selector may name, and how to read them.
public final class SelectableFields {

  private final List<String> names;
  private final Map<String, Integer> positions;
  private final List<Function<JsonObject, String>> readers;
  private final Conversion conversion;

  private SelectableFields(
      List<String> names, List<Function<JsonObject, String>> readers, Conversion conversion) {
    this.names = List.copyOf(names);
    this.readers = List.copyOf(readers);
    this.conversion = conversion;
    var byName = new HashMap<String, Integer>();
    for (int i = 0; i < names.size(); i++) {
      byName.put(names.get(i), i);
    }
    positions = Map.copyOf(byName);
  }

  /// @param conversion makes of a stored object the one whose fields count
  public static SelectableFields of(Resource resource, Conversion conversion) {
    List<String> names = resource.fieldSelectors();
    return new SelectableFields(
        names, names.stream().map(SelectableFields::reader).toList(), conversion);
  }

  /// Fields that are nothing but paths.
  public static SelectableFields plain(List<String> names, Conversion conversion) {
    return new SelectableFields(
        names, names.stream().map(SelectableFields::path).toList(), conversion);
  }

  private static Function<JsonObject, String> reader(String name) {
    return switch (name) {
      case "spec.host" -> path("spec.nodeName");
      case "spec.hostNetwork", "spec.unschedulable" -> flag(path(name));
      case "status.podIPs" -> _ -> "";
      case "status.successful" -> number(path("status.succeeded"));
      case "status.replicas" -> number(path(name));
      case "source" -> SelectableFields::source;
      default -> path(name);
    };
  }

  private static String source(JsonObject event) {
    String component = event.object("source").string("component");
    return component.isEmpty() ? event.string("reportingComponent") : component;
  }

  private static Function<JsonObject, String> path(String dotted) {
    String[] path = dotted.split("\\.");
    return object -> text(object, path);
  }

  private static String text(JsonObject object, String[] path) {
    Json value = object.at(path);
    return switch (value) {
      case JsonString string -> string.value();
      case JsonInteger number -> Long.toString(number.value());
      case JsonBoolean truth -> Boolean.toString(truth.value());
      case null, default -> "";
    };
  }

  private static Function<JsonObject, String> flag(Function<JsonObject, String> reader) {
    return object -> reader.apply(object).equals("true") ? "true" : "false";
  }

  private static Function<JsonObject, String> number(Function<JsonObject, String> reader) {
    return object -> {
      String text = reader.apply(object);
      return text.isEmpty() ? "0" : text;
    };
  }

  public List<String> names() {
    return names;
  }

  /// Where the field stands among the values, or -1.
  public int position(String name) {
    return positions.getOrDefault(name, -1);
  }

  /// What makes of a stored object the one whose fields count.
  Conversion conversion() {
    return conversion;
  }

  /// The values of all fields of an object, in the order of the names.
  public String[] values(JsonObject object) {
    String[] values = new String[readers.size()];
    Arrays.setAll(values, i -> readers.get(i).apply(object));
    return values;
  }
}
