package k4j.apiserver.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.Status;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.api.transport.Transport;
import k4j.apiserver.Api;
import k4j.apiserver.admission.AdmissionParts;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionPlugins;
import k4j.apiserver.admission.webhook.WebhookCaller;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.webhook.EndpointResolver;
import k4j.apiserver.webhook.WebhookClients;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Asks what a real kube-apiserver 1.36.2 was asked, and expects its answers: see the head of
/// `answers.tsv`.
final class AnswersTest {

  private static final Pattern UID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern TIME =
      Pattern.compile("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z");

  private final BuiltinCatalog catalog = new BuiltinCatalog();
  private final AtomicReference<Transport> self = new AtomicReference<>();
  private final Map<String, JsonObject> known = new HashMap<>();
  private final Api api = new Api(builder -> builder.plugins(this::plugins));

  private List<AdmissionPlugin> plugins(Reader reader) {
    var clock = new MovableClock();
    var random = new SplittableRandom(2);
    Authorizer everything = _ -> Authorizer.Decision.ALLOW;
    var clients = new WebhookClients(new EndpointResolver(reader, random), clock, clock);
    return AdmissionPlugins.list(
        new AdmissionParts(
            reader,
            catalog,
            everything,
            new RbacRoles(reader),
            self::get,
            new WebhookCaller(clients, catalog, () -> "review-uid"),
            clock,
            clock,
            random,
            () -> {}));
  }

  private static List<String> lines(String file) {
    try (InputStream in = AnswersTest.class.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One request and what came of it.
  private record Row(
      int sample, String request, String path, String value, String answer, String warnings) {
    static Row of(String line) {
      String[] cells = line.split("\t", -1);
      return new Row(Integer.parseInt(cells[0]), cells[1], cells[2], cells[3], cells[4], cells[5]);
    }

    String outcome() {
      return warnings.isEmpty() ? answer : answer + " WARNINGS " + warnings;
    }
  }

  @TestFactory
  Stream<DynamicNode> answersAsKubernetes() {
    self.set(api.transport);
    api.post("/api/v1/namespaces", "{'metadata':{'name':'default'}}");
    List<JsonObject> samples =
        lines("answers.jsonl").stream().map(l -> (JsonObject) JsonParser.parse(l)).toList();
    samples.forEach(this::make);
    var rows =
        lines("answers.tsv").stream()
            .filter(l -> !l.startsWith("#"))
            .map(Row::of)
            .collect(Collectors.groupingBy(Row::sample));
    return rows.entrySet().stream()
        .map(entry -> tests(samples.get(entry.getKey()), entry.getValue()));
  }

  private DynamicNode tests(JsonObject sample, List<Row> rows) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Row row : rows) {
      tests.add(
          DynamicTest.dynamicTest(
              row.request() + " " + row.path() + " " + row.value(),
              () -> assertThat(ask(sample, row)).isEqualTo(row.outcome())));
    }
    String name = sample.object("metadata").string("name");
    return DynamicContainer.dynamicContainer(sample.string("kind") + " " + name, tests);
  }

  private void make(JsonObject sample) {
    JsonObject made = api.send("POST", collection(sample), Request.JSON, sample).body();
    if (sample.has("status")) {
      api.put(item(sample) + "/status", made.with("status", sample.object("status")));
    }
  }

  private String collection(JsonObject object) {
    String version = object.string("apiVersion");
    var resource =
        catalog.resources().stream()
            .filter(each -> each.apiVersion().equals(version))
            .filter(each -> each.kind().equals(object.string("kind")))
            .findFirst()
            .orElseThrow();
    String root = (version.contains("/") ? "/apis/" : "/api/") + version;
    String namespace = object.object("metadata").string("namespace");
    String place =
        resource.namespaced() ? "/namespaces/" + (namespace.isEmpty() ? "default" : namespace) : "";
    return root + place + "/" + resource.name().plural();
  }

  private String item(JsonObject object) {
    return collection(object) + "/" + object.object("metadata").string("name");
  }

  private String ask(JsonObject sample, Row row) {
    String[] verb = row.request().split(" ");
    String item = item(sample) + (verb.length > 1 ? "/" + verb[1] : "");
    String answer;
    List<String> warnings = List.of();
    try {
      Response response = respond(sample, item, verb[0], row);
      warnings = response.warnings();
      answer = success(response, row);
    } catch (StatusException e) {
      answer = failure(e.status());
    }
    String text = plain(answer);
    String told = plain(String.join(" | ", warnings));
    return told.isEmpty() ? text : text + " WARNINGS " + told;
  }

  private Response respond(JsonObject sample, String item, String verb, Row row) {
    String dry = "?dryRun=All";
    return switch (verb) {
      case "CREATE" ->
          api.send(
              "POST",
              collection(sample) + dry,
              Request.JSON,
              Edits.apply(sample, row.path(), row.value()));
      case "PUT" ->
          api.send(
              "PUT", item + dry, Request.JSON, Edits.apply(there(item), row.path(), row.value()));
      case "POST" -> api.send("POST", item + dry, Request.JSON, JsonParser.parse(row.value()));
      case "MERGE" ->
          api.send("PATCH", item + dry, Request.MERGE_PATCH, JsonParser.parse(row.value()));
      default -> throw new AssertionError(verb);
    };
  }

  /// Dry runs change nothing, so it is read once. Some subresources can only be written.
  private JsonObject there(String item) {
    return known.computeIfAbsent(item.replace("/finalize", ""), api::get);
  }

  private static String success(Response response, Row row) {
    JsonObject body = response.body();
    if (body.string("kind").equals("Status")) {
      return response.code() + " " + body.string("status");
    }
    if (row.path().isEmpty()) {
      return Integer.toString(response.code());
    }
    Json generation = body.object("metadata").get("generation");
    Json value = Edits.at(body, row.path());
    return "%d gen=%s %s"
        .formatted(
            response.code(),
            generation == null ? "-" : generation,
            value == null ? "-" : value.toString());
  }

  private static String failure(Status status) {
    List<Status.Cause> causes = status.details().causes();
    if (status.reason().equals("Invalid") && !causes.isEmpty()) {
      return status.code()
          + " "
          + causes.stream()
              .map(c -> c.reason() + " " + c.field() + ": " + c.message())
              .collect(Collectors.joining("; "));
    }
    return "%d %s: %s".formatted(status.code(), status.reason(), status.message());
  }

  /// On one line, without what differs from run to run.
  private static String plain(String text) {
    String times =
        TIME.matcher(UID.matcher(text).replaceAll("<uid>"))
            .replaceAll(found ->
                Matcher.quoteReplacement(
                    found.group().startsWith("2026-01-01") ? found.group() : "<time>"));
    return times
        .replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\t", "\\t")
        .replace('\u00a0', ' ');
  }
}
