package k4j.api.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import k4j.api.Table;
import k4j.api.json.Json;
import k4j.api.quantity.Quantity.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class QuantityTest {

  static List<List<String>> table() {
    return Table.rows("quantities.tsv");
  }

  @ParameterizedTest
  @MethodSource("table")
  void readsAndWritesAsKubernetes(List<String> row) {
    String text = row.getFirst();
    if (row.get(1).equals("ERR")) {
      assertThatThrownBy(() -> Quantity.parse(text)).hasMessage(row.get(2));
      return;
    }
    Quantity quantity = Quantity.parse(text);
    assertThat(quantity).hasToString(row.get(1));
    assertThat(quantity.format().name().replace("_", "")).isEqualToIgnoringCase(row.get(2));
    if (!row.get(3).equals("-")) {
      assertThat(quantity.value()).isEqualTo(Long.parseLong(row.get(3)));
      assertThat(quantity.milliValue()).isEqualTo(Long.parseLong(row.get(4)));
    }
  }

  @Test
  void computesInTheFormatOfTheFirstThatIsNotZero() {
    assertThat(Quantity.parse("1Gi").plus(Quantity.parse("512Mi"))).hasToString("1536Mi");
    assertThat(Quantity.ZERO.plus(Quantity.parse("512Mi"))).hasToString("512Mi");
    assertThat(Quantity.parse("1").minus(Quantity.parse("250m"))).hasToString("750m");
    assertThat(Quantity.parse("100m").times(15)).hasToString("1500m");
    assertThat(Quantity.ofMilli(1500)).hasToString("1500m");
    assertThat(Quantity.ofBytes(3L << 30)).hasToString("3Gi");
  }

  @Test
  void isEqualHoweverItIsWritten() {
    assertThat(Quantity.parse("1Gi")).isEqualTo(Quantity.of(1L << 30));
    assertThat(Quantity.parse("1000m").hashCode()).isEqualTo(Quantity.parse("1").hashCode());
    assertThat(Quantity.parse("1001m")).isGreaterThan(Quantity.parse("1"));
    assertThat(Quantity.parse("0.1n").format()).isEqualTo(Format.DECIMAL_SI);
  }

  @Test
  void holdsWhatIsTooLargeWithin64Bits() {
    assertThat(Quantity.parse("1e30").value()).isEqualTo(Long.MAX_VALUE);
    assertThat(Quantity.parse("-1e3000").milliValue()).isEqualTo(Long.MIN_VALUE);
    assertThat(Quantity.parse("1e-999999999999").value()).isEqualTo(1);
  }

  @Test
  void readsNumbersOfTheTree() {
    assertThat(Quantity.of(Json.of(2))).hasToString("2");
    assertThat(Quantity.of(Json.of(0.5))).hasToString("500m");
    assertThat(Quantity.of((Json) null)).isEqualTo(Quantity.ZERO);
  }
}
