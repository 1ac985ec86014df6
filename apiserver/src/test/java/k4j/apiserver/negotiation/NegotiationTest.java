package k4j.apiserver.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import k4j.apiserver.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {

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
          application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json | JSON TABLE v1beta1
          application/json;as=Table;v=v2;g=meta.k8s.io,application/json | JSON WHOLE
          application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io | JSON METADATA v1
          """)
  void theFirstThatFitsIsTaken(String accept, String expected) {
    List<String> fields = accept.isEmpty() ? List.of() : List.of(accept);
    Form form = Negotiation.form(fields, true);
    assertThat((form.encoding() + " " + form.shape() + " " + form.shapeVersion()).strip())
        .isEqualTo(expected);
  }

  @Test
  void withoutAProtobufFormTheNextIsTaken() {
    List<String> accept = List.of("application/vnd.kubernetes.protobuf,application/json");
    assertThat(Negotiation.form(accept, false)).isEqualTo(Form.JSON);
  }

  @Test
  void whatNobodySpeaksIsRefused() {
    assertThat(Api.failureText(() -> Negotiation.form(List.of("image/png"), true)))
        .isEqualTo(
            "406 NotAcceptable: only the following media types are accepted: application/json,"
                + " application/yaml, application/vnd.kubernetes.protobuf");
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
