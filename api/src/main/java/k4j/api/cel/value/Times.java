package k4j.api.cel.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;

/// Durations and moments as Go writes and reads them.
public final class Times {

  public static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private static final Pattern PART = Pattern.compile("([0-9]*\\.?[0-9]*)([a-zµμ]+)");
  private static final Pattern LONG_UNITS =
      Pattern.compile("([0-9]+) *(weeks?|days?|w|d|hours?|minutes?|seconds?)");

  private static final Map<String, Long> UNITS =
      Map.of(
          "ns",
          1L,
          "us",
          1_000L,
          "µs",
          1_000L,
          "μs",
          1_000L,
          "ms",
          1_000_000L,
          "s",
          1_000_000_000L,
          "m",
          60_000_000_000L,
          "h",
          3_600_000_000_000L);

  private Times() {}

  /// `1h30m`, `1.5s`, `-2ms`, `0`.
  ///
  /// @throws IllegalArgumentException where it is none
  public static Duration duration(String text) {
    String body = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (body.equals("0")) {
      return Duration.ZERO;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    var part = PART.matcher(body);
    int end = 0;
    while (end < body.length()) {
      Long unit = part.find(end) && part.start() == end ? UNITS.get(part.group(2)) : null;
      if (unit == null || part.group(1).isEmpty() || part.group(1).equals(".")) {
        throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
      }
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit)));
      end = part.end();
    }
    if (end == 0) {
      throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
    }
    BigInteger whole = nanos.setScale(0, RoundingMode.DOWN).toBigInteger();
    if (whole.bitLength() > 63) {
      throw new IllegalArgumentException("time: invalid duration \"" + text + "\"");
    }
    return Duration.ofNanos(text.startsWith("-") ? -whole.longValue() : whole.longValue());
  }

  /// The format `duration` of a schema also knows days and weeks.
  static Duration schemaDuration(String text) {
    try {
      return duration(text);
    } catch (IllegalArgumentException failure) {
      var long_ = LONG_UNITS.matcher(text);
      if (!long_.matches()) {
        throw failure;
      }
      long amount = Long.parseLong(long_.group(1));
      return switch (long_.group(2).charAt(0)) {
        case 'w' -> Duration.ofDays(7 * amount);
        case 'd' -> Duration.ofDays(amount);
        case 'h' -> Duration.ofHours(amount);
        case 'm' -> Duration.ofMinutes(amount);
        default -> Duration.ofSeconds(amount);
      };
    }
  }

  /// As `string(duration)`: seconds with a fraction, `90s`.
  public static String text(Duration duration) {
    BigDecimal seconds =
        BigDecimal.valueOf(duration.getSeconds())
            .add(BigDecimal.valueOf(duration.getNano(), 9))
            .stripTrailingZeros();
    return seconds.toPlainString() + "s";
  }

  /// @throws IllegalArgumentException where it is no moment of RFC 3339
  public static Instant timestamp(String text) {
    try {
      Instant time = OffsetDateTime.parse(text).toInstant();
      if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
        return time;
      }
    } catch (DateTimeParseException failure) {
      throw new IllegalArgumentException(
          "parsing time \"" + text + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse", failure);
    }
    throw new IllegalArgumentException("timestamp overflow");
  }

  public static String text(Instant time) {
    String base =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").format(time.atOffset(ZoneOffset.UTC));
    String nanos = "%09d".formatted(time.atOffset(ZoneOffset.UTC).getNano()).replaceAll("0+$", "");
    return base + (nanos.isEmpty() ? "" : "." + nanos) + "Z";
  }
}
