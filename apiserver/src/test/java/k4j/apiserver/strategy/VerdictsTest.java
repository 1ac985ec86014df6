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
              name,
              () ->
                  assertThat(causes((JsonObject) Edits.apply(sample, row.get(1), row.get(2))))
                      .isEqualTo(row.getLast())));
    }
    return tests;
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
