package k4j.apiserver.extension.schema;

import com.google.re2j.Pattern;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.cel.standard.Regex;
import k4j.api.cel.value.EvaluationException;
import k4j.api.json.Json;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// One node of an `openAPIV3Schema`: what is known of a value and of what lies below it.
public final class Structural {

  /// A schema that knows nothing.
  public static final Structural EMPTY = of(JsonObject.EMPTY);

  private final JsonObject raw;
  private final boolean embedded;
  private final @Nullable Json defaultValue;
  private final Map<String, Structural> properties;
  private final @Nullable Structural items;
  private final @Nullable Structural additional;
  private final ValueRules rules;
  private final Traits traits;
  private final @Nullable Pattern matcher;

  /// What occurs somewhere in a schema, so that objects need not be searched for it in vain.
  private record Traits(boolean embedded, boolean defaults, boolean uniqueness, boolean rules) {
    Traits and(Traits other) {
      return new Traits(
          embedded || other.embedded,
          defaults || other.defaults,
          uniqueness || other.uniqueness,
          rules || other.rules);
    }
  }

  private Structural(JsonObject raw, boolean embedded) {
    this.raw = raw;
    this.embedded = embedded;
    Json value = raw.get("default");
    defaultValue = value == JsonNull.NULL ? null : value;
    properties = children(raw.object("properties"));
    items = raw.get("items") instanceof JsonObject of ? of(of) : null;
    additional = raw.get("additionalProperties") instanceof JsonObject of ? of(of) : null;
    rules = ValueRules.of(raw);
    traits = traits();
    matcher = matcher(raw.string("pattern"));
  }

  /// As Go reads patterns; null where there is none, or none that can be read.
  private static @Nullable Pattern matcher(String pattern) {
    try {
      return pattern.isEmpty() ? null : Regex.compile(pattern);
    } catch (EvaluationException _) {
      return null;
    }
  }

  /// @param raw JSONSchemaProps as they stand in a definition
  public static Structural of(JsonObject raw) {
    return new Structural(raw, raw.bool("x-kubernetes-embedded-resource"));
  }

  /// The same schema for a whole object, which has `apiVersion`, `kind` and `metadata` anyway.
  public Structural asRoot() {
    return embedded ? this : new Structural(raw, true);
  }

  private static Map<String, Structural> children(JsonObject raw) {
    var result = new LinkedHashMap<String, Structural>();
    raw.forEach((name, value) -> {
      if (value instanceof JsonObject of) {
        result.put(name, of(of));
      }
    });
    return result;
  }

  private Traits traits() {
    String listType = listType();
    var result =
        new Traits(
            embedded,
            defaultValue != null,
            listType.equals("set") || listType.equals("map"),
            !raw.array("x-kubernetes-validations").isEmpty());
    for (Structural child : properties.values()) {
      result = result.and(child.traits);
    }
    if (items != null) {
      result = result.and(items.traits);
    }
    return additional == null ? result : result.and(additional.traits);
  }

  public JsonObject raw() {
    return raw;
  }

  public String type() {
    return raw.string("type");
  }

  public String format() {
    return raw.string("format");
  }

  public boolean nullable() {
    return raw.bool("nullable");
  }

  public boolean preservesUnknown() {
    return raw.bool("x-kubernetes-preserve-unknown-fields");
  }

  public boolean embedded() {
    return embedded;
  }

  public boolean intOrString() {
    return raw.bool("x-kubernetes-int-or-string");
  }

  /// `atomic`, `set`, `map` or empty.
  public String listType() {
    return raw.string("x-kubernetes-list-type");
  }

  public String mapType() {
    return raw.string("x-kubernetes-map-type");
  }

  public List<String> listMapKeys() {
    return raw.array("x-kubernetes-list-map-keys").strings();
  }

  /// The rules in CEL.
  public List<JsonObject> validations() {
    return raw.array("x-kubernetes-validations").objects();
  }

  public @Nullable Json defaultValue() {
    return defaultValue;
  }

  public Map<String, Structural> properties() {
    return properties;
  }

  public @Nullable Structural items() {
    return items;
  }

  /// Of the values of names that `properties` does not have; null where nothing is said of them.
  public @Nullable Structural additional() {
    return additional;
  }

  /// Whether names beyond the properties are spoken of, be it to forbid them.
  public boolean hasAdditional() {
    return raw.has("additionalProperties");
  }

  public boolean forbidsAdditional() {
    return raw.get("additionalProperties") == JsonBoolean.FALSE;
  }

  /// The pattern that a text must contain; null where there is none.
  public @Nullable Pattern matcher() {
    return matcher;
  }

  public ValueRules rules() {
    return rules;
  }

  /// Whether an embedded resource occurs here or below.
  public boolean reachesEmbedded() {
    return traits.embedded();
  }

  public boolean reachesDefaults() {
    return traits.defaults();
  }

  /// Whether a list of type set or map occurs here or below.
  public boolean reachesUniqueness() {
    return traits.uniqueness();
  }

  /// Whether a rule in CEL occurs here or below.
  public boolean reachesValidations() {
    return traits.rules();
  }

  /// The schema of a field: its own, or that of names that are not declared.
  public @Nullable Structural child(String name) {
    Structural own = properties.get(name);
    return own != null ? own : additional;
  }
}
