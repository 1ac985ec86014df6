package k4j.schema.writer;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import k4j.schema.model.DefinitionModel;
import k4j.schema.model.FieldModel;
import k4j.schema.model.PackageModel;
import k4j.schema.model.ResourceModel;
import k4j.schema.model.SchemaModel;

/// Writes the typed views: a record for each definition of a group and version that is served by
/// default or that the overlay asks a view for.
public final class ViewWriter {

  /// Imported where the text of the record mentions them.
  private static final List<String> IMPORTS =
      List.of(
          "java.time.Instant",
          "java.util.Collection",
          "java.util.List",
          "java.util.Map",
          "java.util.Optional",
          "javax.annotation.processing.Generated",
          "k4j.api.json.Json",
          "k4j.api.json.JsonArray",
          "k4j.api.json.JsonObject",
          "k4j.api.meta.ApiObject",
          "k4j.api.meta.IntOrString",
          "k4j.api.meta.Scalars",
          "k4j.api.meta.Times",
          "k4j.api.meta.View",
          "k4j.api.meta.ViewList",
          "k4j.api.quantity.Quantity");

  private final SchemaModel schema;
  private final Set<String> served;

  public ViewWriter(SchemaModel schema) {
    this.schema = schema;
    served =
        schema.resources().stream()
            .filter(ResourceModel::enabled)
            .map(ResourceModel::apiVersion)
            .collect(Collectors.toSet());
  }

  /// Java sources by their paths.
  public Map<String, String> views() {
    var result = new TreeMap<String, String>();
    for (DefinitionModel definition : schema.definitions().values()) {
      if (hasView(definition)) {
        String path = definition.home().javaPackage().replace('.', '/');
        result.put(path + "/" + definition.simpleName() + ".java", source(definition));
      }
    }
    return result;
  }

  private boolean hasView(DefinitionModel definition) {
    PackageModel home = definition.home();
    boolean wanted =
        served.contains(home.apiVersion())
            || home.name().equals("meta/v1")
            || definition.rules().has("view");
    return wanted && !definition.isList();
  }

  private String source(DefinitionModel definition) {
    String body = body(definition);
    String imports =
        IMPORTS.stream()
            .filter(i -> mentions(body, i.substring(i.lastIndexOf('.') + 1)))
            .filter(i -> !i.endsWith("." + definition.simpleName()))
            .map(i -> "import " + i + ";\n")
            .collect(Collectors.joining());
    return "package " + definition.home().javaPackage() + ";\n\n" + imports + "\n" + body;
  }

  private static boolean mentions(String body, String name) {
    return java.util.regex.Pattern.compile("\\b(?<!\\.)" + name + "\\b").matcher(body).find();
  }

  private String body(DefinitionModel definition) {
    String name = definition.simpleName();
    String parent = definition.isObject() ? "ApiObject" : "View";
    var out = new StringBuilder(4096);
    out.append("@Generated(\"k4j.schema\")\n");
    out.append("public record %s(JsonObject json) implements %s {\n".formatted(name, parent));
    out.append(
        "  public static final %s EMPTY = new %s(%s);\n".formatted(name, name, empty(definition)));
    definition.fields().forEach(f -> field(f, definition, out));
    return out.append("}\n").toString();
  }

  /// A kind's empty object says what it is.
  private static String empty(DefinitionModel definition) {
    return definition.isObject()
        ? "JsonObject.EMPTY.with(\"apiVersion\", \"%s\").with(\"kind\", \"%s\")"
            .formatted(definition.home().apiVersion(), definition.simpleName())
        : "JsonObject.EMPTY";
  }

  private void field(FieldModel field, DefinitionModel definition, StringBuilder out) {
    Access access = Access.of(field, schema, definition.home().javaPackage());
    String view = definition.simpleName();
    String accessor = JavaNames.accessor(field.name());
    String capital = JavaNames.capital(accessor);
    String key = '"' + field.name() + '"';
    boolean inherited =
        definition.isObject() && (field.name().equals("apiVersion") || field.name().equals("kind"));
    if (!inherited) {
      out.append(
          "  public %s %s() { return %s; }\n".formatted(access.type(), accessor, access.read()));
    }
    out.append("  public boolean has%s() { return json.has(%s); }\n".formatted(capital, key));
    out.append(
        "  public %s with%s(%s value) { return new %s(json.with(%s, %s)); }\n"
            .formatted(view, capital, access.parameter(), view, key, access.write()));
    out.append(
        "  public %s without%s() { return new %s(json.without(%s)); }\n"
            .formatted(view, capital, view, key));
  }
}
