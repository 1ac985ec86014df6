package k4j.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          ''        | 9 | 0 | ''
          1,3-5,7   | 9 | 5 | 1,3-5,7
          0,1       | 9 | 2 | 0,1
          0,1,2     | 9 | 3 | 0-2
          0-3       | 2 | 2 | 0,1
          4-6       | 4 | 0 | ''
          2,x,1     | 9 | 2 | 1,2
          """)
  void readsAndWrites(String text, int completions, int total, String written) {
    Indexes indexes = Indexes.parse(text, completions);
    assertThat(indexes.total()).isEqualTo(total);
    assertThat(indexes).hasToString(written);
  }

  @Test
  void mergesAndFindsWhatIsMissing() {
    Indexes indexes = Indexes.parse("0-1,5", 10).with(List.of(2, 7, 6));
    assertThat(indexes).hasToString("0-2,5-7");
    assertThat(indexes.missing(3, 10)).containsExactly(3, 4, 8);
    assertThat(indexes.missing(9, 9)).containsExactly(3, 4, 8);
    assertThat(indexes.has(6)).isTrue();
    assertThat(indexes.has(4)).isFalse();
    assertThat(indexes.common(Indexes.parse("2-5", 10))).isEqualTo(2);
  }

  @Test
  void failuresMakeTheNextPodWait() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    Failures one = Failures.NONE.after(List.of(), List.of(now));
    assertThat(one.wait(now)).isEqualTo(Duration.ofSeconds(10));
    assertThat(one.wait(now.plusSeconds(11))).isZero();
    Failures three = one.after(List.of(), List.of(now, now.plusSeconds(5)));
    assertThat(three.wait(now.plusSeconds(5))).isEqualTo(Duration.ofSeconds(40));
    assertThat(new Failures(50, now).wait(now)).isEqualTo(Duration.ofMinutes(10));
    assertThat(three.after(List.of(now.plusSeconds(9)), List.of(now)).count()).isZero();
    assertThat(three.after(List.of(now), List.of(now.plusSeconds(9))).count()).isEqualTo(1);
  }
}
