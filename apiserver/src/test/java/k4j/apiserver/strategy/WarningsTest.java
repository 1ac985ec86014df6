package k4j.apiserver.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import k4j.api.feature.FeatureGates;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.Catalog;
import k4j.api.transport.Request;
import k4j.apiserver.Api;
import k4j.apiserver.enablement.RuntimeConfig;
import k4j.apiserver.http.HttpsApi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Expects the warnings of the real API server: see the head of `warnings.txt`.
final class WarningsTest {

  private static final HttpsApi API = new HttpsApi(new Api(everything(), builder -> builder));

  private static Catalog everything() {
    return RuntimeConfig.apply(new BuiltinCatalog(), "api/all=true", FeatureGates.DEFAULT);
  }

  @AfterAll
  static void stop() {
    API.close();
  }

  private record Step(String method, String path, String type, String body, List<String> answer) {

    static Step of(String block) {
      List<String> lines = block.lines().filter(line -> !line.startsWith("#")).toList();
      String[] words = lines.getFirst().split(" ");
      String type = words.length > 2 ? "application/" + words[2] : Request.JSON;
      String body = words.length > 2 ? lines.get(1) : "";
      List<String> answer = lines.subList(words.length > 2 ? 2 : 1, lines.size());
      return new Step(words[0], words[1], type, body, answer);
    }
  }

  @TestFactory
  Stream<DynamicTest> warnsAsTheRealApiServer() throws IOException {
    try (InputStream in = WarningsTest.class.getResourceAsStream("warnings.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(text.strip().split("\n\n"))
          .skip(1)
          .map(Step::of)
          .map(step ->
              DynamicTest.dynamicTest(
                  step.method + " " + step.path + " " + step.body,
                  () -> assertThat(asked(step)).isEqualTo(step.answer)));
    }
  }

  private static List<String> asked(Step step) throws IOException, InterruptedException {
    HttpResponse<String> response = API.send(step.method, step.path, step.type, step.body);
    var answer = new ArrayList<String>();
    answer.add("= " + response.statusCode());
    for (String warning : response.headers().allValues("Warning")) {
      assertThat(warning).startsWith("299 - \"").endsWith("\"");
      String text = warning.substring(7, warning.length() - 1);
      answer.add("! " + text.replace("\\\"", "\"").replace("\\\\", "\\"));
    }
    return answer;
  }
}
