package k4j.apiserver.configuration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.GoDuration;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import org.jspecify.annotations.Nullable;

/// One object of a configuration file, which knows where it stands in it. A field that nobody knows
/// is an error, a value of another type too.
public final class ConfigNode {

  private final JsonObject json;
  private final FieldPath path;

  private ConfigNode(JsonObject json, FieldPath path) {
    this.json = json;
    this.path = path;
  }

  /// The whole of a file.
  ///
  /// @param kind that it must be of
  /// @param apiVersions of which it must have one
  public static ConfigNode root(JsonObject json, String kind, Set<String> apiVersions) {
    if (!json.string("kind").equals(kind) || !apiVersions.contains(json.string("apiVersion"))) {
      throw new ConfigurationException(
          "no kind \"%s\" is registered for version \"%s\""
              .formatted(json.string("kind"), json.string("apiVersion")));
    }
    return new ConfigNode(json.without("kind").without("apiVersion"), FieldPath.ROOT);
  }

  /// The fields that there may be.
  ///
  /// @throws ConfigurationException where there is another
  public ConfigNode fields(String... names) {
    var known = Set.of(names);
    for (String name : json.names()) {
      if (!known.contains(name)) {
        throw new ConfigurationException(
            "strict decoding error: unknown field \"" + path.child(name) + "\"");
      }
    }
    return this;
  }

  public FieldPath path() {
    return path;
  }

  public FieldPath path(String field) {
    return path.child(field);
  }

  public boolean has(String name) {
    return json.has(name) && json.get(name) != JsonNull.NULL;
  }

  public boolean isEmpty() {
    return json.isEmpty();
  }

  /// Empty where there is none.
  public String text(String name) {
    return switch (json.get(name)) {
      case JsonString text -> text.value();
      case null -> "";
      case JsonNull _ -> "";
      case Json _ -> throw wrong(name, "string");
    };
  }

  public boolean flag(String name, boolean otherwise) {
    return switch (json.get(name)) {
      case JsonBoolean flag -> flag.value();
      case null -> otherwise;
      case JsonNull _ -> otherwise;
      case Json _ -> throw wrong(name, "boolean");
    };
  }

  public long number(String name, long otherwise) {
    return switch (json.get(name)) {
      case JsonInteger number -> number.value();
      case null -> otherwise;
      case JsonNull _ -> otherwise;
      case Json _ -> throw wrong(name, "integer");
    };
  }

  /// A duration as Go writes it (`5m30s`).
  public Optional<Duration> duration(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Duration> read = GoDuration.parse(text);
    if (read.isEmpty()) {
      throw wrong(name, "duration");
    }
    return read;
  }

  public List<String> texts(String name) {
    var out = new ArrayList<String>();
    for (Json each : array(name)) {
      if (!(each instanceof JsonString text)) {
        throw wrong(name, "list of strings");
      }
      out.add(text.value());
    }
    return out;
  }

  /// An empty one where there is none.
  public ConfigNode node(String name) {
    return switch (json.get(name)) {
      case JsonObject object -> new ConfigNode(object, path.child(name));
      case null -> new ConfigNode(JsonObject.EMPTY, path.child(name));
      case JsonNull _ -> new ConfigNode(JsonObject.EMPTY, path.child(name));
      case Json _ -> throw wrong(name, "object");
    };
  }

  public List<ConfigNode> nodes(String name) {
    var out = new ArrayList<ConfigNode>();
    for (Json each : array(name)) {
      if (!(each instanceof JsonObject object)) {
        throw wrong(name, "list of objects");
      }
      out.add(new ConfigNode(object, path.child(name).index(out.size())));
    }
    return out;
  }

  private List<Json> array(String name) {
    return switch (json.get(name)) {
      case JsonArray array -> array.stream().toList();
      case null -> List.of();
      case JsonNull _ -> List.of();
      case Json _ -> throw wrong(name, "list");
    };
  }

  private ConfigurationException wrong(String name, String type) {
    return new ConfigurationException(path.child(name) + ": must be a " + type);
  }

  /// @throws ConfigurationException with all that is wrong
  public static void refuse(FieldErrors errors) {
    if (!errors.isEmpty()) {
      List<String> texts = errors.causes().stream().map(FieldErrors::text).toList();
      throw new ConfigurationException(
          texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]");
    }
  }

  /// The tree itself, for parts that others read.
  public @Nullable Json raw(String name) {
    return json.get(name);
  }
}
