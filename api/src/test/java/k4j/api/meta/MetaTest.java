package k4j.api.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.SplittableRandom;
import k4j.api.json.Json;
import org.junit.jupiter.api.Test;

final class MetaTest {

  @Test
  void generatesNamesThatFitALabel() {
    var random = new SplittableRandom(1);
    assertThat(Names.generate("web-", random)).matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}");
    assertThat(Names.generate("x".repeat(80), random)).hasSize(63).startsWith("x".repeat(58));
  }

  @Test
  void writesTimes() {
    Instant instant = Instant.parse("2026-01-02T03:04:05.006007Z");
    assertThat(Times.format(instant)).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(Times.formatMicro(instant)).isEqualTo("2026-01-02T03:04:05.006007Z");
  }

  @Test
  void readsTimes() {
    Instant instant = Instant.parse("2026-01-02T03:04:05Z");
    assertThat(Times.parse("2026-01-02T03:04:05Z")).contains(instant);
    assertThat(Times.parse("2026-01-02T05:04:05+02:00")).contains(instant);
    assertThat(Times.parse("2026-01-02T03:04:05.5Z")).contains(instant.plusMillis(500));
    assertThat(Times.parse("2026-01-02 03:04:05Z")).isEmpty();
    assertThat(Times.parse("2026-13-02T03:04:05Z")).isEmpty();
    assertThat(Times.parse("today")).isEmpty();
  }

  @Test
  void scalesShares() {
    assertThat(IntOrString.of("25%").scaled(10, true)).isEqualTo(3);
    assertThat(IntOrString.of("25%").scaled(10, false)).isEqualTo(2);
    assertThat(IntOrString.of(Json.of(4)).scaled(10, true)).isEqualTo(4);
    assertThatThrownBy(() -> IntOrString.of("x").scaled(10, true))
        .hasMessage("invalid value for IntOrString: invalid type: string is not a percentage");
    assertThat(IntOrString.of("http").json()).isEqualTo(Json.of("http"));
  }
}
