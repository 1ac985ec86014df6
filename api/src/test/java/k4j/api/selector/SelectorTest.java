package k4j.api.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import k4j.api.Table;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class SelectorTest {

  static List<List<String>> labelTable() {
    return Table.rows("labelselectors.tsv");
  }

  static List<List<String>> fieldTable() {
    return Table.rows("fieldselectors.tsv");
  }

  @ParameterizedTest
  @MethodSource("labelTable")
  void readsLabelSelectorsAsKubernetes(List<String> row) {
    if (row.get(1).equals("ERR")) {
      assertThatThrownBy(() -> LabelSelector.parse(row.getFirst())).hasMessage(row.get(2));
    } else {
      assertThat(LabelSelector.parse(row.getFirst())).hasToString(row.get(1));
    }
  }

  @ParameterizedTest
  @MethodSource("fieldTable")
  void readsFieldSelectorsAsKubernetes(List<String> row) {
    if (row.get(1).equals("ERR")) {
      assertThatThrownBy(() -> FieldSelector.parse(row.getFirst())).hasMessage(row.get(2));
    } else {
      assertThat(FieldSelector.parse(row.getFirst())).hasToString(row.get(1));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "app=web|true",
        "app!=web|false",
        "app in (db,web)|true",
        "app notin (db)|true",
        "none notin (db)|true",
        "none!=x|true",
        "none|false",
        "!none|true",
        "n>3|true",
        "n<3|false",
        "app>1|false",
        "app=web,none|false",
        "``|true"
      })
  void matchesLabels(String selector, boolean matches) {
    Map<String, String> labels = Map.of("app", "web", "n", "5");
    assertThat(LabelSelector.parse(selector).matches(labels)).isEqualTo(matches);
    assertThat(LabelSelector.parse(selector).matches(JsonObject.ofStrings(labels)))
        .isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{`matchLabels`:{`b`:`1`,`a`:`2`}}|a=2,b=1",
        "{`matchExpressions`:[{`key`:`a`,`operator`:`In`,`values`:[`y`,`x`]}]}|a in (x,y)",
        "{`matchExpressions`:[{`key`:`a`,`operator`:`DoesNotExist`}]}|!a",
      })
  void readsSelectorObjects(String json, String text) {
    var object = JsonParser.parse(json.replace('`', '"'));
    assertThat(LabelSelector.of(object)).hasToString(text);
  }

  @Test
  void anAbsentSelectorChoosesNothing() {
    assertThat(LabelSelector.of((JsonObject) null).matches(Map.of())).isFalse();
    assertThat(LabelSelector.of(JsonObject.EMPTY).matches(Map.of())).isTrue();
  }

  @Test
  void refusesUnknownOperators() {
    var object = JsonParser.parse("{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Near\"}]}");
    assertThatThrownBy(() -> LabelSelector.of(object))
        .hasMessage("\"Near\" is not a valid label selector operator");
  }

  @Test
  void matchesFields() {
    FieldSelector selector = FieldSelector.parse("metadata.name=web,status.phase!=Failed");
    Map<String, String> fields = Map.of("metadata.name", "web", "status.phase", "Running");
    assertThat(selector.matches(fields::get)).isTrue();
    assertThat(selector.exact("metadata.name")).isEqualTo("web");
    assertThat(FieldSelector.parse("spec.nodeName=").matches(fields::get)).isTrue();
    assertThat(FieldSelector.parse("status.phase=Failed").matches(fields::get)).isFalse();
  }
}
