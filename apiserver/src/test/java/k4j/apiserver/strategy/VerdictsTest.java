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
import java.util.stream.Collectors;
import k4j.api.codec.Decoder;
import k4j.api.defaulting.Defaults;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Resource;
import k4j.api.validation.FieldErrors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Compares with what Kubernetes 1.36.2 said about right objects with one value changed: a row
/// names the object, the value's place and the value (`-` takes it away), and the causes.
final class VerdictsTest {

  private static final BuiltinCatalog CATALOG = new BuiltinCatalog();
  private static final Defaults DEFAULTS = new Defaults();
  private static final Strategies STRATEGIES = new Strategies(() -> Instant.EPOCH);

  private static List<String> lines(String file) {
    try (InputStream in = VerdictsTest.class.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @TestFactory
  List<DynamicTest> judgesAsKubernetes() {
    List<String> samples = lines("samples.jsonl");
    var tests = new ArrayList<DynamicTest>();
    for (String line : lines("verdicts.tsv")) {
      List<String> row = List.of(line.split("\t", -1));
      var sample = (JsonObject) JsonParser.parse(samples.get(Integer.parseInt(row.getFirst())));
      String name = sample.string("kind") + " " + row.get(1) + " " + row.get(2);
      tests.add(
          DynamicTest.dynamicTest(
              name, () -> assertThat(causes(changed(sample, row))).isEqualTo(row.getLast())));
    }
    return tests;
  }

  private static JsonObject changed(JsonObject sample, List<String> row) {
    List<String> path = List.of(row.get(1).split("/", -1));
    return (JsonObject) changed(sample, path, row.get(2));
  }

  private static Json changed(Json tree, List<String> path, String value) {
    String name = path.getFirst().replace("~1", "/").replace("~0", "~");
    List<String> rest = path.subList(1, path.size());
    boolean gone = rest.isEmpty() && value.equals("-");
    if (tree instanceof JsonArray array) {
      int index = Integer.parseInt(name);
      if (gone) {
        Json unwanted = array.get(index);
        return array.without(item -> item == unwanted);
      }
      return array.withAt(index, inner(array.get(index), rest, value));
    }
    var object = (JsonObject) tree;
    if (gone) {
      return object.without(name);
    }
    return object.with(name, inner(Objects.requireNonNull(object.get(name)), rest, value));
  }

  private static Json inner(Json tree, List<String> path, String value) {
    return path.isEmpty() ? JsonParser.parse(value) : changed(tree, path, value);
  }

  private static String causes(JsonObject given) {
    Resource resource =
        CATALOG.resources().stream()
            .filter(each -> each.apiVersion().equals(given.string("apiVersion")))
            .filter(each -> each.kind().equals(given.string("kind")))
            .findFirst()
            .orElseThrow();
    JsonObject object = Decoder.decode(given, resource.type(), new ArrayList<>());
    object = DEFAULTS.apply(object, resource.type()).withAt(Json.of("u"), "metadata", "uid");
    if (resource.namespaced() && object.object("metadata").string("namespace").isEmpty()) {
      object = object.withAt(Json.of("default"), "metadata", "namespace");
    }
    Strategy strategy = STRATEGIES.of(resource);
    return strategy.validateCreate(strategy.prepareForCreate(object)).stream()
        .map(FieldErrors::text)
        .distinct()
        .sorted()
        .collect(Collectors.joining("; "));
  }
}
