package k4j.api.cron;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          */1 * * * ?      | UTC              | 2026-01-01T00:00:30Z | 2026-01-01T00:01:00Z
          * * * * *        | UTC              | 2026-01-01T00:01:00Z | 2026-01-01T00:02:00Z
          0 5 * * *        | UTC              | 2026-01-01T05:00:00Z | 2026-01-02T05:00:00Z
          30 6-16/4 * * 1-5| UTC              | 2026-01-02T15:00:00Z | 2026-01-05T06:30:00Z
          0 0 13 * 5       | UTC              | 2026-01-03T00:00:00Z | 2026-01-09T00:00:00Z
          0 0 29 2 *       | UTC              | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z
          @monthly         | UTC              | 2026-01-15T00:00:00Z | 2026-02-01T00:00:00Z
          @every 90s       | UTC              | 2026-01-01T00:00:00Z | 2026-01-01T00:01:30Z
          0 9 * jan mon    | America/New_York | 2026-01-01T00:00:00Z | 2026-01-05T14:00:00Z
          """)
  void findsTheNextTime(String schedule, String zone, String after, String next) {
    assertThat(CronSchedule.parse(schedule).next(Instant.parse(after), ZoneId.of(zone)))
        .contains(Instant.parse(next));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          * * * *   | expected exactly 5 fields, found 4: [* * * *]
          60 * * * *| end of range (60) above maximum (59): 60
          @often    | unrecognized descriptor: @often
          """)
  void saysWhatIsWrong(String schedule, String why) {
    assertThat(CronSchedule.wrong(schedule)).contains(why);
  }

  @ParameterizedTest
  @CsvSource("59 23 31 2 *")
  void aDayThatNeverComesHasNoNextTime(String schedule) {
    assertThat(CronSchedule.parse(schedule).next(Instant.EPOCH, ZoneId.of("UTC"))).isEmpty();
  }
}
