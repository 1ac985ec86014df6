package k4j.api.defaulting;

import java.util.Locale;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Custom resource definitions and API services.
final class ExtensionDefaults {

  static final Map<String, Rule> RULES =
      Map.of(
          "apiextensions.CustomResourceDefinition", ExtensionDefaults::definition,
          "apiextensions.ServiceReference", o -> Draft.of(o).fill("port", 443).done(),
          "apiregistration.ServiceReference", o -> Draft.of(o).fill("port", 443).done());

  private ExtensionDefaults() {}

  private static JsonObject definition(JsonObject definition) {
    JsonObject spec = definition.object("spec");
    String kind = spec.object("names").string("kind");
    Draft names = Draft.of(spec.object("names"));
    if (!kind.isEmpty()) {
      names.fill("singular", kind.toLowerCase(Locale.ROOT)).fill("listKind", kind + "List");
    }
    Draft draft =
        Draft.of(spec)
            .set("names", names.done())
            .fill("conversion", JsonObject.EMPTY.with("strategy", "None"));
    JsonObject result = definition.with("spec", draft.done());
    JsonObject status = definition.object("status");
    if (!status.array("storedVersions").isEmpty()) {
      return result;
    }
    for (JsonObject version : spec.array("versions").objects()) {
      if (version.bool("storage")) {
        JsonArray stored = JsonArray.of(Json.of(version.string("name")));
        return result.with("status", status.with("storedVersions", stored));
      }
    }
    return result;
  }
}
