package k4j.api.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import k4j.api.Table;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.ObjectType;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PatchTest {

  private static final BuiltinCatalog CATALOG = new BuiltinCatalog();
  private static final Map<String, String> DEFINITIONS =
      Map.of(
          "pod", "io.k8s.api.core.v1.Pod",
          "service", "io.k8s.api.core.v1.Service",
          "deployment", "io.k8s.api.apps.v1.Deployment");

  static List<List<String>> jsonTable() {
    return Table.rows("jsonpatch.tsv");
  }

  static List<List<String>> mergeTable() {
    return Table.rows("mergepatch.tsv");
  }

  static List<List<String>> strategicTable() {
    return Table.rows("strategicpatch.tsv");
  }

  private static JsonObject object(String text) {
    return (JsonObject) JsonParser.parse(text);
  }

  @ParameterizedTest
  @MethodSource("jsonTable")
  void appliesJsonPatches(List<String> row) {
    var document = object(row.get(0));
    var patch = JsonParser.parse(row.get(1));
    if (row.get(2).equals("ERR")) {
      assertThatThrownBy(() -> JsonPatch.apply(document, patch))
          .asInstanceOf(InstanceOfAssertFactories.type(StatusException.class))
          .returns(422, StatusException::code)
          .returns("Invalid", e -> e.status().reason());
    } else {
      assertThat(JsonPatch.apply(document, patch)).isEqualTo(JsonParser.parse(row.get(2)));
    }
  }

  @ParameterizedTest
  @MethodSource("mergeTable")
  void appliesMergePatches(List<String> row) {
    assertThat(MergePatch.apply(object(row.get(0)), object(row.get(1))))
        .isEqualTo(JsonParser.parse(row.get(2)));
  }

  @ParameterizedTest
  @MethodSource("strategicTable")
  void appliesStrategicMergePatches(List<String> row) {
    ObjectType type = CATALOG.definition(DEFINITIONS.get(row.getFirst()));
    JsonObject original = object(row.get(1));
    JsonObject patch = object(row.get(2));
    if (row.get(3).equals("ERR")) {
      String message = row.get(4).substring(1, row.get(4).length() - 1).translateEscapes();
      assertThatThrownBy(() -> StrategicMergePatch.apply(original, patch, type))
          .hasMessage(message);
    } else {
      assertThat(StrategicMergePatch.apply(original, patch, type))
          .isEqualTo(JsonParser.parse(row.get(3)));
    }
  }

  @Test
  void refusesPatchesOfTheWrongForm() {
    assertThatThrownBy(() -> JsonPatch.apply(JsonObject.EMPTY, JsonObject.EMPTY))
        .hasMessage(
            "error decoding patch: json: cannot unmarshal object into Go value of type"
                + " []handlers.jsonPatchOp");
    assertThatThrownBy(() -> MergePatch.apply(JsonObject.EMPTY, JsonParser.parse("[]")))
        .hasMessage(
            "error decoding patch: json: cannot unmarshal array into Go value of type"
                + " map[string]interface {}");
  }
}
