package k4j.cri.embedded.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
  @Test
  void readsWhatItWrote() {
    String text =
        JsonText.of(
            Map.of("a", List.of(1, -2L, "x\"\\\n\u0001é", true, List.of(), Map.of("b", 2.5))));
    Json value = Json.parse(text);
    assertThat(JsonText.of(value)).isEqualTo(text);
    List<Json> list = value.get("a").list();
    assertThat(list.get(0).number(0)).isEqualTo(1);
    assertThat(list.get(2).text()).isEqualTo("x\"\\\n\u0001é");
    assertThat(list.get(3).truth()).isTrue();
    assertThat(list.get(5).get("b").number(0)).isEqualTo(2);
    assertThat(value.get("none").get("deeper").text("other")).isEqualTo("other");
    assertThat(Json.parse(" \"\\u00e9\\/\" ").text()).isEqualTo("é/");
    assertThat(Json.parse("{\"a\":null}").get("a").isPresent()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[1,]", "{\"a\" 1}", "tru", "\"x", "1 2", "\"\\q\"", "{a:1}", "--1"})
  void refusesWhatIsNoJson(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToGoTooDeep() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
