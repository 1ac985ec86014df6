package k4j.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import k4j.api.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JsonTest {

  static List<List<String>> table() {
    return Table.rows("json.tsv");
  }

  @ParameterizedTest
  @MethodSource("table")
  void readsAndWritesAsGo(List<String> row) {
    byte[] input = row.getFirst().translateEscapes().getBytes(StandardCharsets.UTF_8);
    if (row.get(1).equals("ERR")) {
      assertThatThrownBy(() -> JsonParser.parse(input))
          .isInstanceOf(JsonException.class)
          .hasMessage(row.get(2).translateEscapes());
      return;
    }
    var duplicates = new ArrayList<String>();
    Json value = JsonParser.parse(input, duplicates);
    assertThat(value).hasToString(row.get(1).translateEscapes());
    assertThat(JsonParser.parse(JsonWriter.toBytes(value)).toString()).isEqualTo(value.toString());
    String expected = row.get(2).isEmpty() ? "" : row.get(2);
    assertThat(duplicates.stream().map("duplicate field \"%s\""::formatted).toList())
        .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected));
  }

  @Test
  void refusesWhatIsTooDeep() {
    assertThat(JsonParser.parse("[".repeat(500) + "]".repeat(500))).isNotNull();
    assertThatThrownBy(() -> JsonParser.parse("[".repeat(501) + "]".repeat(501)))
        .hasMessage("exceeded max depth");
    assertThatThrownBy(() -> JsonParser.parse("{\"a\":".repeat(100_000)))
        .hasMessage("exceeded max depth");
  }

  @Test
  void replacesBytesThatAreNotUtf8() {
    byte[] input = {'"', 'a', (byte) 0xff, 'b', '"'};
    assertThat(JsonParser.parse(input)).isEqualTo(Json.of("a\ufffdb"));
  }

  @Test
  void behavesAsAMap() {
    var random = new SplittableRandom(7);
    Map<String, Json> expected = new HashMap<>();
    JsonObject object = JsonObject.EMPTY;
    for (int step = 0; step < 2000; step++) {
      String name = "n" + random.nextInt(40);
      if (random.nextInt(3) == 0) {
        expected.remove(name);
        object = object.without(name);
      } else {
        expected.put(name, Json.of(step));
        object = object.with(name, step);
      }
      assertThat(object.get(name)).isEqualTo(expected.get(name));
      assertThat(object.size()).isEqualTo(expected.size());
    }
    assertThat(object).isEqualTo(JsonObject.of(expected));
    assertThat(object.names()).isSorted();
    assertThat(JsonParser.parse(object.toString())).isEqualTo(object);
  }

  @Test
  void setsAndRemovesDownAPath() {
    JsonObject object = JsonObject.EMPTY.withAt(Json.of(1), "a", "b", "c");
    assertThat(object).hasToString("{\"a\":{\"b\":{\"c\":1}}}");
    assertThat(object.at("a", "b", "c")).isEqualTo(Json.of(1));
    assertThat(object.at("a", "x", "c")).isNull();
    assertThat(object.withoutAt("a", "b", "c")).hasToString("{\"a\":{\"b\":{}}}");
    assertThat(object.withoutAt("x", "y")).isSameAs(object);
  }

  @Test
  void quotesAsGo() {
    assertThat(GoQuote.quote("a\"\\\n\u0001\u007f\u00e9\u00a0\ud83d\ude00"))
        .isEqualTo("\"a\\\"\\\\\\n\\x01\\x7f\u00e9\\u00a0\ud83d\ude00\"");
  }
}
