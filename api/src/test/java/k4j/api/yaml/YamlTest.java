package k4j.api.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import k4j.api.Table;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class YamlTest {

  static List<List<String>> readTable() {
    return Table.rows("yaml-read.tsv");
  }

  static List<List<String>> writeTable() {
    return Table.rows("yaml-write.tsv");
  }

  private static byte[] bytes(String text) {
    return text.translateEscapes().getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("readTable")
  void readsAsKubernetes(List<String> row) {
    byte[] input = bytes(row.getFirst());
    if (row.get(1).equals("ERR")) {
      assertThatThrownBy(() -> YamlReader.parse(input)).isInstanceOf(YamlException.class);
    } else {
      Json expected = JsonParser.parse(row.get(1).translateEscapes());
      assertThat(YamlReader.parse(input)).hasToString(expected.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("writeTable")
  void writesAsKubernetes(List<String> row) {
    Json value = JsonParser.parse(row.getFirst().translateEscapes());
    String yaml = YamlWriter.write(value);
    assertThat(yaml).isEqualTo(row.get(1).translateEscapes());
    assertThat(YamlReader.parse(yaml.getBytes(StandardCharsets.UTF_8))).isEqualTo(value);
  }

  /// Whatever an object holds, its YAML means the same; but for `<<` as a key, which Go leaves
  /// bare.
  @Test
  void readsBackWhatItWrites() {
    var random = new Random(1);
    for (int run = 0; run < 20_000; run++) {
      Json value = tree(random, 3);
      String yaml = YamlWriter.write(value);
      assertThatNoException()
          .as(yaml)
          .isThrownBy(() -> YamlReader.parse(yaml.getBytes(StandardCharsets.UTF_8)));
      assertThat(YamlReader.parse(yaml.getBytes(StandardCharsets.UTF_8))).as(yaml).isEqualTo(value);
    }
  }

  private static Json tree(Random random, int depth) {
    int kind = depth == 0 ? 0 : random.nextInt(4);
    if (kind == 1) {
      return JsonArray.of(
          Stream.generate(() -> tree(random, depth - 1)).limit(random.nextInt(4)).toList());
    }
    if (kind == 2) {
      JsonObject object = JsonObject.EMPTY;
      for (int i = random.nextInt(4); i > 0; i--) {
        object = object.with(text(random), tree(random, depth - 1));
      }
      return object;
    }
    return new JsonString(text(random));
  }

  private static final List<String> PIECES =
      List.of(
          "\0",
          "\1",
          "\t",
          "\n",
          "\r",
          "\u001b",
          "\u007f",
          "\u0085",
          "\u00a0",
          "\u2028",
          "\u202e",
          "\ufeff",
          "\ufffd",
          "\ufffe",
          "\ud83d\ude00",
          "ü",
          " ",
          ":",
          ": ",
          "#",
          " #",
          "-",
          "- ",
          "---",
          "...",
          "?",
          "? ",
          "|",
          ">",
          "%",
          "@",
          "`",
          "&",
          "*",
          "!",
          "!!",
          "'",
          "\"",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ",",
          "=",
          "~",
          "null",
          "true",
          "no",
          "y",
          "1",
          "0x1",
          "1e3",
          ".5",
          "1:2",
          "2001-01-01",
          "a",
          "word");

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  @Test
  void readsAllDocuments() {
    assertThat(YamlReader.parseAll(bytes("a: 1\\n---\\n# nothing\\n---\\nb: 2\\n")))
        .hasToString("[{\"a\":1}, {\"b\":2}]");
  }

  @Test
  void namesWhatStandsTwice() {
    var duplicates = new ArrayList<String>();
    YamlReader.parse(bytes("a:\\n- b: 1\\n  b: 2\\n"), duplicates);
    YamlReader.parse(bytes("{\"a\":\\n1,\\n\"a\":2}"), duplicates);
    assertThat(duplicates)
        .containsExactly(
            "line 3: key \"b\" already set in map", "line 3: key \"a\" already set in map");
  }

  @Test
  void saysWhereItIsWrong() {
    assertThatThrownBy(() -> YamlReader.parse(bytes("a: 1\\nb: c: d\\n")))
        .hasMessageStartingWith("yaml: line 2: mapping values are not allowed");
  }

  @Test
  void refusesBombs() {
    var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 10; i++) {
      bomb.append("a%d: &a%d [".formatted(i, i));
      bomb.append("*a%d,".formatted(i - 1).repeat(10)).append("]\n");
    }
    assertThatThrownBy(() -> YamlReader.parse(bytes(bomb.toString())))
        .hasMessage("yaml: document contains excessive aliasing");
    assertThatThrownBy(() -> YamlReader.parse(bytes("a: &a [*a]")))
        .hasMessageContaining("contains itself");
  }
}
