package k4j.apiserver.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import k4j.api.transport.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Asks what the real API server was asked, and expects what it answered, but for what differs from
/// run to run.
final class ScriptTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wire",
        "kinds",
        "fields",
        "quota",
        "pods",
        "definitions",
        "custom-resources",
        "services"
      })
  void answersAsTheRealApiServer(String name) throws IOException {
    var differences = new ArrayList<String>();
    try (var server = new WholeServer()) {
      for (Script.Step step : Script.read(name).steps()) {
        List<String> found = compare(step, server);
        if (!found.isEmpty()) {
          differences.add("\n" + step + "\n  " + String.join("\n  ", found));
        }
      }
    }
    assertThat(differences).isEmpty();
  }

  private static List<String> compare(Script.Step step, WholeServer server) {
    int code;
    JsonObject answer;
    try {
      Response response = server.api.send(step.method(), step.path(), step.type(), step.body());
      code = response.code();
      answer = response.body();
    } catch (StatusException refused) {
      code = refused.status().code();
      answer = refused.status().json();
    }
    JsonObject ours = shown(Script.steady(answer), step.fields());
    int space = step.answer().indexOf(' ');
    int expected = Integer.parseInt(step.answer().substring(0, space));
    var found = new ArrayList<String>();
    if (code != expected) {
      found.add("code: real " + expected + ", ours " + code);
    }
    differ("", JsonParser.parse(step.answer().substring(space + 1)), ours, found);
    return found;
  }

  private static JsonObject shown(JsonObject answer, List<String> fields) {
    if (fields.isEmpty() || answer.string("kind").equals("Status")) {
      return answer;
    }
    JsonObject out = JsonObject.EMPTY;
    for (String field : fields) {
      Json value = answer;
      for (String part : field.split("\\.")) {
        value =
            switch (value) {
              case JsonObject object -> object.get(part);
              case JsonArray array when Integer.parseInt(part) < array.size() ->
                  array.get(Integer.parseInt(part));
              case null, default -> null;
            };
      }
      out = value == null ? out : out.with(field, value);
    }
    return out;
  }

  private static @Nullable Json shown(@Nullable Json value) {
    return value == JsonNull.NULL ? null : value;
  }

  /// What is null is written only when the answer goes to the wire.
  private static void differ(
      String path, @Nullable Json real, @Nullable Json ours, List<String> found) {
    if (real instanceof JsonObject a && ours instanceof JsonObject b) {
      var names = new java.util.TreeSet<>(a.names());
      names.addAll(b.names());
      names.forEach(name -> differ(path + "." + name, a.get(name), b.get(name), found));
    } else if (real instanceof JsonArray a && ours instanceof JsonArray b && a.size() == b.size()) {
      for (int i = 0; i < a.size(); i++) {
        differ(path + "[" + i + "]", a.get(i), b.get(i), found);
      }
    } else if (!Objects.equals(shown(real), shown(ours))) {
      found.add("%s: real %s\n    ours %s".formatted(path, real, ours));
    }
  }
}
