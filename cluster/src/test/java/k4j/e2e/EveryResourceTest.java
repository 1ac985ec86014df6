package k4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import k4j.api.meta.SystemEdge;
import k4j.client.https.Kubeconfig;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every resource and subresource of Kubernetes 1.36 answers each of its verbs, in JSON and in
/// protobuf: it may refuse what it is sent, but it is there.
@SystemEdge
@ExtendWith(SharedCluster.class)
class EveryResourceTest {

  private static final String JSON = "application/json";
  private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
  private static final String MISSING = "the server could not find the requested resource";

  /// One line of the table of resources.
  private record Row(String group, String version, String resource, boolean namespaced) {

    static Row of(String line) {
      String[] parts = line.split("\t", -1);
      return new Row(parts[0], parts[1], parts[2], parts[3].equals("true"));
    }

    String path(boolean named) {
      String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
      String space = namespaced ? "/namespaces/default/" : "/";
      String[] parts = resource.split("/", 2);
      String name = named ? "/nobody" : "";
      return root + space + parts[0] + name + (parts.length > 1 ? "/" + parts[1] : "");
    }
  }

  static Stream<String> table() throws IOException {
    try (var in = EveryResourceTest.class.getResourceAsStream("resources.tsv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void everyVerbOfAResourceIsThere(String line, TestCluster cluster) throws Exception {
    Row row = Row.of(line);
    Path kubeconfig = Path.of(cluster.environment().get("KUBECONFIG"));
    Kubeconfig config = Kubeconfig.read(List.of(kubeconfig), InstantSource.system());
    var access = config.access(config.currentContext().orElseThrow());
    var missing = new ArrayList<String>();
    try (HttpClient client = HttpClient.newBuilder().sslContext(access.sslContext()).build()) {
      for (String verb : line.split("\t", -1)[4].split(",")) {
        for (String type : List.of(JSON, PROTOBUF)) {
          HttpResponse<InputStream> answer =
              client.send(request(access.server(), row, verb, type), BodyHandlers.ofInputStream());
          String said = said(answer, verb);
          if (!isThere(answer.statusCode(), said, verb)) {
            missing.add(verb + " " + type + ": " + answer.statusCode() + " " + said);
          }
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static HttpRequest request(URI server, Row row, String verb, String type) {
    boolean subresource = row.resource().contains("/");
    boolean named = subresource || List.of("get", "update", "patch", "delete").contains(verb);
    String path =
        row.path(named)
            + switch (verb) {
              case "watch" -> "?watch=1&timeoutSeconds=5&resourceVersion=0";
              case "list" -> "?limit=1";
              case "deletecollection" -> "?dryRun=All&labelSelector=nobody=nothing";
              case "get" -> "";
              default -> "?dryRun=All";
            };
    String method =
        switch (verb) {
          case "create" -> "POST";
          case "update" -> "PUT";
          case "patch" -> "PATCH";
          case "delete", "deletecollection" -> "DELETE";
          default -> "GET";
        };
    String body = List.of("create", "update", "patch").contains(verb) ? "{}" : "";
    String contentType = verb.equals("patch") ? "application/merge-patch+json" : JSON;
    return HttpRequest.newBuilder(server.resolve(path))
        .method(method, BodyPublishers.ofString(body))
        .header("Accept", type)
        .header("Content-Type", contentType)
        .build();
  }

  /// A watch that has begun says nothing that matters here, and would go on for long.
  private static String said(HttpResponse<InputStream> answer, String verb) throws IOException {
    try (InputStream body = answer.body()) {
      boolean begun = verb.equals("watch") && answer.statusCode() == 200;
      return begun ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// What does not exist by name is no proof of a missing resource; in protobuf the text of a
  /// failure lies there as it is.
  private static boolean isThere(int code, String said, String verb) {
    return verb.equals("list") || verb.equals("watch")
        ? code == 200
        : code < 500 && code != 405 && code != 406 && !said.contains(MISSING);
  }
}
