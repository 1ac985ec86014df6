package k4j.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import k4j.api.Table;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.ObjectType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DecoderTest {

  private static final BuiltinCatalog CATALOG = new BuiltinCatalog();

  static List<List<String>> table() {
    return Table.rows("decode.tsv");
  }

  private static ObjectType type(String kind) {
    String group =
        switch (kind) {
          case "Deployment" -> "apps";
          case "Lease" -> "coordination";
          default -> "core";
        };
    return CATALOG.definition("io.k8s.api." + group + ".v1." + kind);
  }

  @ParameterizedTest
  @MethodSource("table")
  void decodesAsKubernetes(List<String> row) {
    var input = (JsonObject) JsonParser.parse(row.get(1));
    var problems = new ArrayList<String>();
    if (row.get(2).equals("ERR")) {
      String message = row.get(3);
      assertThatThrownBy(() -> Decoder.decode(input, type(row.getFirst()), problems))
          .isInstanceOf(DecodeException.class)
          .hasMessage(message);
      return;
    }
    assertThat(Decoder.decode(input, type(row.getFirst()), problems))
        .isEqualTo(JsonParser.parse(row.get(2)));
    problems.sort(Comparator.naturalOrder());
    assertThat(String.join(", ", problems)).isEqualTo(row.get(3));
  }

  /// Clients that send protobuf write every zero of a schema.
  @Test
  void dropsTheZerosOfASchemaThatMeanNothing() {
    ObjectType schema =
        CATALOG.definition(
            "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps");
    var input =
        (JsonObject)
            JsonParser.parse(
                """
                {"$schema":"","description":"","exclusiveMaximum":false,"maxLength":0,
                 "minimum":0,"nullable":false,"required":[],"type":"string",
                 "x-kubernetes-preserve-unknown-fields":false}\
                """);
    assertThat(Decoder.decode(input, schema, new ArrayList<>()))
        .isEqualTo(
            JsonParser.parse(
                """
                {"maxLength":0,"minimum":0,"type":"string",
                 "x-kubernetes-preserve-unknown-fields":false}\
                """));
  }

  @Test
  void doesNotCopyWhatIsRight() {
    var pod = (JsonObject) JsonParser.parse(Table.text("pod.json"));
    var problems = new ArrayList<String>();
    JsonObject decoded = Decoder.decode(pod, type("Pod"), problems);
    assertThat(problems).isEmpty();
    assertThat(decoded.object("metadata")).isSameAs(pod.object("metadata"));
    assertThat(decoded.object("spec").array("volumes"))
        .isSameAs(pod.object("spec").array("volumes"));
  }
}
