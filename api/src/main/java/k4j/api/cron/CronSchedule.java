package k4j.api.cron;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// When something is to happen again and again.
public sealed interface CronSchedule {

  /// The first time after the one given; none where there is none within five years.
  Optional<Instant> next(Instant after, ZoneId zone);

  /// @throws CronException where the text is no schedule
  static CronSchedule parse(String text) {
    return CronParser.parse(text);
  }

  /// Why the text is no schedule; empty where it is one.
  static Optional<String> wrong(String text) {
    try {
      parse(text);
      return Optional.empty();
    } catch (CronException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /// After a pause of whole seconds.
  record Every(Duration pause) implements CronSchedule {
    public Every {
      pause = pause.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : pause;
      pause = pause.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public Optional<Instant> next(Instant after, ZoneId zone) {
      return Optional.of(after.plus(pause).truncatedTo(ChronoUnit.SECONDS));
    }
  }

  /// At minutes of days; each number is a set of bits.
  record Calendar(long minutes, long hours, long days, long months, long weekdays)
      implements CronSchedule {

    private static final int YEARS = 5;

    @Override
    public Optional<Instant> next(Instant after, ZoneId zone) {
      ZonedDateTime at = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
      int last = at.getYear() + YEARS;
      while (at.getYear() <= last) {
        if (!has(months, at.getMonthValue())) {
          at = at.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS).plusMonths(1);
        } else if (!isDay(at)) {
          at = at.truncatedTo(ChronoUnit.DAYS).plusDays(1);
        } else if (!has(hours, at.getHour())) {
          at = at.truncatedTo(ChronoUnit.HOURS).plusHours(1);
        } else if (!has(minutes, at.getMinute())) {
          at = at.plusMinutes(1);
        } else {
          return Optional.of(at.toInstant());
        }
      }
      return Optional.empty();
    }

    private static boolean has(long bits, int bit) {
      return (bits & (1L << bit)) != 0;
    }

    /// Where both the day of the month and that of the week are given either will do.
    private boolean isDay(ZonedDateTime at) {
      boolean day = has(days, at.getDayOfMonth());
      boolean weekday = has(weekdays, at.getDayOfWeek().getValue() % 7);
      boolean open = (days & CronParser.STAR) != 0 || (weekdays & CronParser.STAR) != 0;
      return open ? day && weekday : day || weekday;
    }
  }
}
