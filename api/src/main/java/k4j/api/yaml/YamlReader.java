package k4j.api.yaml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonException;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonString;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/// Reads YAML as the tree, with the meaning that `kubectl` and the API server give it
/// (`sigs.k8s.io/yaml`). JSON is read as JSON, without loading the YAML library.
public final class YamlReader {

  /// More nodes than this can only come from aliases of aliases.
  private static final int MAX_NODES = 1_000_000;

  private static final int MAX_RARE_ESCAPES = 100;
  private static final int MAX_BYTES = 64 << 20;
  private static final Tag PLAIN = new Tag("k4j:plain");

  private final @Nullable List<String> duplicates;
  private int nodes;

  private YamlReader(@Nullable List<String> duplicates) {
    this.duplicates = duplicates;
  }

  /// Scalars keep their text; what they mean is decided by `YamlScalars`.
  private enum TextSchema implements Schema {
    INSTANCE;

    @Override
    public ScalarResolver getScalarResolver() {
      return (value, implicit) -> implicit ? PLAIN : Tag.STR;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
      return Map.of();
    }
  }

  /// The first document; null (the JSON one) where there is none.
  ///
  /// @throws YamlException where the text is not YAML
  public static Json parse(byte[] utf8) {
    return parse(utf8, null);
  }

  /// As `parse`, and adds what Go says of each name that a mapping has twice: `line 3: key
  /// "replicas" already set in map`.
  public static Json parse(byte[] utf8, @Nullable List<String> duplicates) {
    if (looksLikeJson(utf8)) {
      try {
        var twice = new ArrayList<String>();
        Json json = JsonParser.parse(utf8, twice);
        if (duplicates == null || twice.isEmpty()) {
          return json;
        }
      } catch (JsonException _) {
        // Flow style may look like JSON.
      }
    }
    List<Json> all = documents(new String(utf8, StandardCharsets.UTF_8), true, duplicates);
    return all.isEmpty() ? JsonNull.NULL : all.getFirst();
  }

  /// All documents of a file that are not empty.
  ///
  /// @throws YamlException where the text is not YAML
  public static List<Json> parseAll(byte[] utf8) {
    return documents(new String(utf8, StandardCharsets.UTF_8), false, null).stream()
        .filter(document -> document != JsonNull.NULL)
        .toList();
  }

  private static boolean looksLikeJson(byte[] utf8) {
    for (byte b : utf8) {
      if (b != ' ' && b != '\n' && b != '\t' && b != '\r') {
        return b == '{' || b == '[';
      }
    }
    return false;
  }

  /// The library knows all escapes of YAML but two, which it is spared.
  private static List<Json> documents(
      String text, boolean onlyFirst, @Nullable List<String> duplicates) {
    String known = text;
    for (int attempt = 0; ; attempt++) {
      try {
        return compose(known, onlyFirst, duplicates);
      } catch (MarkedYamlEngineException e) {
        Optional<String> next =
            attempt < MAX_RARE_ESCAPES ? withoutRareEscape(known, e) : Optional.empty();
        if (next.isEmpty()) {
          throw new YamlException(message(e));
        }
        known = next.get();
      } catch (YamlEngineException e) {
        throw new YamlException("yaml: " + e.getMessage());
      }
    }
  }

  private static Optional<String> withoutRareEscape(String text, MarkedYamlEngineException e) {
    String problem = String.valueOf(e.getProblem());
    if (!problem.startsWith("found unknown escape character ") || e.getProblemMark().isEmpty()) {
      return Optional.empty();
    }
    int at = text.offsetByCodePoints(0, e.getProblemMark().get().getIndex());
    String code =
        switch (text.charAt(at)) {
          case 'L' -> "u2028";
          case 'P' -> "u2029";
          default -> "";
        };
    return code.isEmpty()
        ? Optional.empty()
        : Optional.of(text.substring(0, at) + code + text.substring(at + 1));
  }

  private static List<Json> compose(
      String text, boolean onlyFirst, @Nullable List<String> duplicates) {
    var settings =
        LoadSettings.builder()
            .setSchema(TextSchema.INSTANCE)
            .setCodePointLimit(MAX_BYTES)
            .setMaxAliasesForCollections(MAX_NODES)
            .setVersionFunction(version -> version)
            .build();
    var result = new ArrayList<Json>();
    for (Node node : new Compose(settings).composeAllFromString(text)) {
      result.add(new YamlReader(duplicates).value(node));
      if (onlyFirst) {
        break;
      }
    }
    return result;
  }

  private static String message(MarkedYamlEngineException e) {
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    String line = mark.map(m -> "line " + (m.getLine() + 1) + ": ").orElse("");
    return "yaml: " + line + e.getProblem();
  }

  private Json value(Node node) {
    if (++nodes > MAX_NODES) {
      throw new YamlException("yaml: document contains excessive aliasing");
    }
    if (node.isRecursive()) {
      String anchor = node.getAnchor().map(a -> a.getValue()).orElse("");
      throw new YamlException("yaml: anchor '" + anchor + "' value contains itself");
    }
    return switch (node) {
      case ScalarNode scalar -> scalar(scalar);
      case SequenceNode sequence -> sequence(sequence);
      case MappingNode mapping -> mapping(mapping);
      default -> throw new YamlException("yaml: unexpected node");
    };
  }

  private static Json scalar(ScalarNode node) {
    if (node.getTag().equals(PLAIN)) {
      return YamlScalars.plain(node.getValue());
    }
    return YamlScalars.tagged(node.getTag().getValue(), node.getValue());
  }

  private Json sequence(SequenceNode sequence) {
    var items = new ArrayList<Json>(sequence.getValue().size());
    for (Node item : sequence.getValue()) {
      items.add(value(item));
    }
    return JsonArray.of(items);
  }

  private Json mapping(MappingNode mapping) {
    var out = JsonObject.builder();
    var merged = new ArrayList<Node>();
    for (NodeTuple entry : mapping.getValue()) {
      if (isMergeKey(entry.getKeyNode())) {
        merged.add(entry.getValueNode());
        continue;
      }
      String name = name(entry);
      if (duplicates != null && out.has(name)) {
        int line = entry.getKeyNode().getStartMark().map(Mark::getLine).orElse(0) + 1;
        duplicates.add("line %d: key \"%s\" already set in map".formatted(line, name));
      }
      out.put(name, value(entry.getValueNode()));
    }
    merged.forEach(node -> merge(node, out));
    return out.build();
  }

  private static boolean isMergeKey(Node key) {
    return key instanceof ScalarNode scalar
        && scalar.getTag().equals(PLAIN)
        && scalar.getValue().equals("<<");
  }

  /// `<<: *other`: entries of others, where this mapping has none of its own.
  private void merge(Node node, JsonObjectBuilder out) {
    switch (value(node)) {
      case JsonObject other -> putMissing(other, out);
      case JsonArray list -> list.objects().forEach(other -> putMissing(other, out));
      default ->
          throw new YamlException("yaml: map merge requires map or sequence of maps as the value");
    }
  }

  private static void putMissing(JsonObject from, JsonObjectBuilder out) {
    from.forEach((name, value) -> {
      if (!out.has(name)) {
        out.put(name, value);
      }
    });
  }

  private String name(NodeTuple entry) {
    Json key = value(entry.getKeyNode());
    return switch (key) {
      case JsonString text -> text.value();
      case JsonNull _ -> {
        Json value = value(entry.getValueNode());
        throw new YamlException(
            "unsupported map key of type: %!s(<nil>), key: <nil>, value: " + value);
      }
      case JsonObject _, JsonArray _ -> throw new YamlException("yaml: invalid map key: " + key);
      default -> key.toString();
    };
  }
}
