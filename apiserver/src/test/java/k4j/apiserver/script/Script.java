package k4j.apiserver.script;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonString;
import k4j.api.transport.Request;

/// Requests and what the real API server answered, as `cluster/src/test/conformance/record` writes
/// them.
record Script(List<Step> steps) {

  /// @param fields of the answer that count; all where empty
  /// @param answer such as `200 {…}`
  record Step(
      int line,
      String method,
      String path,
      String type,
      Json body,
      List<String> fields,
      String answer) {

    @Override
    public String toString() {
      return "%d: %s %s %s".formatted(line, method, path, body == JsonNull.NULL ? "" : body);
    }
  }

  static Script read(String name) throws IOException {
    try (InputStream in = Script.class.getResourceAsStream(name + ".txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      var steps = new ArrayList<Step>();
      var block = new ArrayList<String>();
      List<String> lines = text.lines().toList();
      for (int i = 0; i <= lines.size(); i++) {
        if (i < lines.size() && !lines.get(i).isBlank()) {
          if (!lines.get(i).startsWith("#")) {
            block.add(lines.get(i));
          }
        } else if (!block.isEmpty()) {
          steps.add(step(i - block.size() + 1, block));
          block.clear();
        }
      }
      return new Script(steps);
    }
  }

  private static Step step(int line, List<String> block) {
    String[] head = block.getFirst().split(" \\| ");
    String[] words = head[0].split(" ");
    String body =
        block.subList(1, block.size() - 1).stream().collect(Collectors.joining("\n")).strip();
    return new Step(
        line,
        words[0],
        words[1],
        type(words.length > 2 ? words[2] : "json"),
        body.isEmpty() ? JsonNull.NULL : JsonParser.parse(body),
        head.length > 1 ? Arrays.stream(head[1].split(",")).map(String::strip).toList() : List.of(),
        block.getLast().substring("= ".length()));
  }

  private static String type(String word) {
    return switch (word) {
      case "json" -> Request.JSON;
      case "merge" -> Request.MERGE_PATCH;
      case "strategic" -> Request.STRATEGIC_MERGE_PATCH;
      case "patch" -> Request.JSON_PATCH;
      case "apply" -> Request.APPLY_PATCH;
      default -> throw new IllegalArgumentException(word);
    };
  }

  /// An answer without what differs from run to run.
  static JsonObject steady(JsonObject object) {
    JsonObject out = JsonObject.EMPTY;
    for (String name : object.names()) {
      Json value = steady(object.get(name));
      if (name.equals("metadata") && value instanceof JsonObject metadata) {
        for (String gone :
            List.of("uid", "resourceVersion", "creationTimestamp", "managedFields")) {
          metadata = metadata.without(gone);
        }
        value = metadata;
      }
      out = out.with(name, value);
    }
    return out;
  }

  private static Json steady(Json value) {
    return switch (value) {
      case JsonObject object -> steady(object);
      case JsonArray array -> JsonArray.of(array.stream().map(Script::steady).toList());
      case JsonString string -> new JsonString(marked(string.value()));
      default -> value;
    };
  }

  private static String marked(String text) {
    return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uid>")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "<time>")
        .replaceAll("kube-api-access-[a-z0-9]{5}", "kube-api-access-<random>");
  }
}
