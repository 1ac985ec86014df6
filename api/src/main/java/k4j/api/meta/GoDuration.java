package k4j.api.meta;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Go's text form of a duration: `1h30m`, `250ms`.
public final class GoDuration {

  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoDuration() {}

  public static Optional<Duration> parse(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    var total = BigDecimal.ZERO;
    int at = 0;
    while (at < rest.length()) {
      int number = at;
      while (at < rest.length() && isNumeric(rest.charAt(at))) {
        at++;
      }
      int unit = at;
      while (at < rest.length() && !isNumeric(rest.charAt(at))) {
        at++;
      }
      Long nanos = NANOS.get(rest.substring(unit, at));
      String digits = rest.substring(number, unit);
      if (nanos == null || digits.isEmpty() || !digits.matches("[0-9]+\\.?[0-9]*|\\.[0-9]+")) {
        return Optional.empty();
      }
      total = total.add(new BigDecimal(digits).multiply(BigDecimal.valueOf(nanos)));
    }
    if (total.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return Optional.empty();
    }
    long whole = total.longValue();
    return Optional.of(Duration.ofNanos(negative ? -whole : whole));
  }

  private static boolean isNumeric(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  /// As Go prints it: `1h0m5s`, `1.5s`, `250ms`.
  public static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      return small(duration.toNanos());
    }
    var out = new StringBuilder();
    if (duration.toHours() > 0) {
      out.append(duration.toHours()).append('h');
    }
    if (duration.toMinutes() > 0) {
      out.append(duration.toMinutesPart()).append('m');
    }
    BigDecimal fraction = BigDecimal.valueOf(duration.toNanosPart(), 9);
    BigDecimal seconds = BigDecimal.valueOf(duration.toSecondsPart()).add(fraction);
    return out.append(plain(seconds)).append('s').toString();
  }

  private static String small(long nanos) {
    if (nanos < 1_000) {
      return nanos + "ns";
    }
    return nanos < 1_000_000
        ? plain(BigDecimal.valueOf(nanos, 3)) + "µs"
        : plain(BigDecimal.valueOf(nanos, 6)) + "ms";
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
