package k4j.apiserver.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import k4j.apiserver.Api;
import k4j.apiserver.negotiation.Form.Encoding;
import k4j.apiserver.request.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {

  private static final Negotiator NEGOTIATOR = new Negotiator();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                                        | JSON WHOLE
          */*                                                       | JSON WHOLE
          application/json                                          | JSON WHOLE
          application/yaml                                          | YAML WHOLE
          application/vnd.kubernetes.protobuf                       | PROTOBUF WHOLE
          application/vnd.kubernetes.protobuf,application/json      | PROTOBUF WHOLE
          application/json;q=0.5,application/yaml;q=0.9             | YAML WHOLE
          text/html, application/json                               | JSON WHOLE
          application/json;as=Table;v=v1;g=meta.k8s.io              | JSON TABLE v1
          */*;q=0.1,application/yaml;q=0.1                          | YAML WHOLE
          application/*                                             | JSON WHOLE
          application/json;v=v1,application/yaml                    | YAML WHOLE
          application/json;q=x,application/yaml;q=0.2               | YAML WHOLE
          application/json;sv=v2,application/yaml                   | YAML WHOLE
          application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json | JSON TABLE v1beta1
          application/json;as=Table;v=v2;g=meta.k8s.io,application/json | JSON WHOLE
          application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io | JSON METADATA v1
          """)
  void theFirstThatFitsIsTaken(String accept, String expected) {
    Form form = NEGOTIATOR.form(accepting(accept), true);
    assertThat((form.encoding() + " " + form.shape() + " " + form.shapeVersion()).strip())
        .isEqualTo(expected);
  }

  @Test
  void withoutAProtobufFormTheNextIsTaken() {
    Headers accept = accepting("application/vnd.kubernetes.protobuf,application/json");
    assertThat(NEGOTIATOR.form(accept, false)).isEqualTo(Form.JSON);
    Headers metadata =
        accepting(
            "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    assertThat(NEGOTIATOR.form(metadata, false).encoding()).isEqualTo(Encoding.PROTOBUF);
  }

  @Test
  void whatNobodySpeaksIsRefused() {
    assertThat(Api.failureText(() -> NEGOTIATOR.form(accepting("image/png"), true)))
        .isEqualTo(
            "406 NotAcceptable: only the following media types are accepted: application/json,"
                + " application/yaml, application/vnd.kubernetes.protobuf");
  }

  @Test
  void notEverythingCanBeStreamed() {
    assertThat(NEGOTIATOR.streamForm(accepting("application/json;stream=watch"), true))
        .isEqualTo(Form.JSON);
    assertThat(Api.failureText(() -> NEGOTIATOR.streamForm(accepting("application/yaml"), true)))
        .isEqualTo(
            "406 NotAcceptable: only the following media types are accepted:"
                + " application/json;stream=watch,"
                + " application/vnd.kubernetes.protobuf;stream=watch");
  }

  @Test
  void reviewsHaveNoTables() {
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    assertThat(Api.failureText(() -> NEGOTIATOR.formWithoutTables(accepting(table))))
        .startsWith("406 NotAcceptable: ");
    assertThat(NEGOTIATOR.formWithoutTables(accepting(table + ",application/json")))
        .isEqualTo(Form.JSON);
  }

  @Test
  void failuresHaveNoShapeButTheirOwn() {
    String table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    assertThat(NEGOTIATOR.statusForm(accepting(table))).isEmpty();
    assertThat(NEGOTIATOR.statusForm(accepting(table + ",application/json"))).contains(Form.JSON);
    assertThat(NEGOTIATOR.statusForm(accepting("application/vnd.kubernetes.protobuf")))
        .hasValueSatisfying(form -> assertThat(form.encoding()).isEqualTo(Encoding.PROTOBUF));
  }

  private static Headers accepting(String accept) {
    return Headers.of(Map.of("accept", accept));
  }

  @Test
  void jsonIsSpreadOverLines() {
    String compact = "{\"a\":[],\"b\":{\"c\":[1,\"x,{\\\"\"]}}";
    byte[] spread = PrettyJson.indent(compact.getBytes(StandardCharsets.UTF_8));
    assertThat(new String(spread, StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {
              "a": [],
              "b": {
                "c": [
                  1,
                  "x,{\\""
                ]
              }
            }\
            """);
  }
}
