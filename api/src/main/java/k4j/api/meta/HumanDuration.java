package k4j.api.meta;

import java.time.Duration;

/// Durations as people read them, to two or three digits: `35s`, `4m12s`, `3h5m`, `2d4h`, `1y20d`.
public final class HumanDuration {

  private static final long DAYS_OF_YEAR = 365;

  private HumanDuration() {}

  public static String of(Duration duration) {
    long seconds = duration.toMillis() / 1000;
    if (seconds < -1) {
      return "<invalid>";
    }
    if (seconds < 0) {
      return "0s";
    }
    if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return minutes + "m" + rest(seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return hours + "h" + rest(minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    return days(hours / 24, hours % 24);
  }

  private static String days(long days, long hours) {
    if (days < 8) {
      return days + "d" + rest(hours, "h");
    }
    if (days < 2 * DAYS_OF_YEAR) {
      return days + "d";
    }
    String years = days / DAYS_OF_YEAR + "y";
    return days < 8 * DAYS_OF_YEAR ? years + rest(days % DAYS_OF_YEAR, "d") : years;
  }

  private static String rest(long amount, String unit) {
    return amount == 0 ? "" : amount + unit;
  }
}
