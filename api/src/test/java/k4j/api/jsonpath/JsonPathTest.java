package k4j.api.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import k4j.api.json.Json;
import k4j.api.json.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPathTest {

  private static final Json OBJECT =
      JsonParser.parse(
          """
          {"a":{"b":1,"c.d":true},"l":[{"n":"x","v":1},{"n":"y","v":2}],"s":["p","q","r"]}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .a.b                      | [1]
          a.b                       | [1]
          .a['c.d']                 | [true]
          .a.c\\.d                  | [true]
          .l[0].n                   | ["x"]
          .l[-1].n                  | ["y"]
          .l[*].v                   | [1, 2]
          .l[?(@.n=="y")].v         | [2]
          .l[?(@.v>1)].n            | ["y"]
          .l[?(@.w)].n              | []
          .s[0:2]                   | ["p", "q"]
          .s[1:]                    | ["q", "r"]
          .s[0,2]                   | ["p", "r"]
          .missing.b                | []
          ..n                       | ["x", "y"]
          """)
  void finds(String path, String found) {
    assertThat(JsonPath.parse(path).find(OBJECT).toString()).isEqualTo(found);
  }

  @Test
  void knowsWhatIsNoPath() {
    assertThatThrownBy(() -> JsonPath.parse(".a[")).isInstanceOf(JsonPathException.class);
    assertThat(JsonPath.parse(".a.b").isSimple()).isTrue();
    assertThat(JsonPath.parse(".a[0]").isSimple()).isFalse();
  }
}
