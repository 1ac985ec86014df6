package k4j.api.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanDurationTest {

  @ParameterizedTest
  @CsvSource({
    "PT-2S,<invalid>",
    "PT-1S,0s",
    "PT0S,0s",
    "PT119S,119s",
    "PT2M,2m",
    "PT4M12S,4m12s",
    "PT10M5S,10m",
    "PT179M,179m",
    "PT3H,3h",
    "PT3H5M,3h5m",
    "PT47H,47h",
    "P2D,2d",
    "P7DT3H,7d3h",
    "P8DT3H,8d",
    "P729D,729d",
    "P730D,2y",
    "P750D,2y20d",
    "P3000D,8y"
  })
  void showsTwoOrThreeDigits(Duration duration, String expected) {
    assertThat(HumanDuration.of(duration)).isEqualTo(expected);
  }
}
