package k4j.apiserver.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import k4j.api.codec.Decoder;
import k4j.api.defaulting.Defaults;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Resource;
import k4j.api.validation.FieldErrors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Compares with what the strategies of Kubernetes 1.36.2 said about the same objects: one object
/// in a row is a create, two are an update.
final class StrategiesTest {

  private static final BuiltinCatalog CATALOG = new BuiltinCatalog();
  private static final Defaults DEFAULTS = new Defaults();
  private static final Strategies STRATEGIES = new Strategies(() -> Instant.EPOCH);

  static List<List<String>> table() {
    try (InputStream in = StrategiesTest.class.getResourceAsStream("validation.tsv")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(line -> List.of(line.split("\t", -1))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void judgesAsKubernetes(List<String> row) {
    boolean update = row.size() == 4;
    JsonObject first = read(row.getFirst());
    Strategy strategy = STRATEGIES.of(resource(first));
    List<Cause> causes;
    JsonObject result;
    if (update) {
      JsonObject old = strategy.prepareForCreate(first);
      JsonObject next = read(row.get(1));
      result = strategy.prepareForUpdate(next, old, "");
      causes = strategy.validateUpdate(result, old, "");
    } else {
      result = strategy.prepareForCreate(first);
      causes = strategy.validateCreate(result);
    }
    String verdict = row.get(row.size() - 2);
    String expected = row.getLast();
    if (verdict.equals("OK")) {
      assertThat(causes).isEmpty();
      return;
    }
    assertSame(causes, expected, first);
  }

  /// The same errors, in whatever order.
  private static void assertSame(List<Cause> causes, String expected, JsonObject object) {
    List<String> texts =
        causes.stream().map(FieldErrors::text).map(t -> t.replace("\n", "\\n")).distinct().toList();
    String group = resource(object).name().group();
    String actual =
        StatusException.invalid(
                group, object.string("kind"), object.object("metadata").string("name"), causes)
            .getMessage()
            .replace("\n", "\\n");
    if (expected.contains("pod updates may not change fields")) {
      assertThat(texts.getFirst()).startsWith("spec: Forbidden: pod updates may not change fields");
      return;
    }
    String theirs = withoutObjects(expected);
    String ours = withoutObjects(actual);
    boolean same =
        ours.length() == theirs.length()
            && texts.stream().map(StrategiesTest::withoutObjects).allMatch(theirs::contains);
    if (!same) {
      assertThat(ours).isEqualTo(theirs);
    }
  }

  /// Kubernetes shows objects in the field names of its internal types.
  private static String withoutObjects(String text) {
    return text.replaceAll("(Invalid|Unsupported) value: \\{.*?\\}: ", "$1 value: {}: ")
        .replaceAll("Duplicate value: \\{.*?\\}", "Duplicate value: {}");
  }

  private static JsonObject read(String text) {
    var object = (JsonObject) JsonParser.parse(text);
    Resource resource = resource(object);
    JsonObject decoded = Decoder.decode(object, resource.type(), new ArrayList<>());
    JsonObject complete = DEFAULTS.apply(decoded, resource.type());
    complete = complete.withAt(Json.of("u"), "metadata", "uid");
    return resource.namespaced()
        ? complete.withAt(Json.of("default"), "metadata", "namespace")
        : complete;
  }

  private static Resource resource(JsonObject object) {
    return CATALOG.resources().stream()
        .filter(r -> r.apiVersion().equals(object.string("apiVersion")))
        .filter(r -> r.kind().equals(object.string("kind")))
        .findFirst()
        .orElseThrow();
  }
}
