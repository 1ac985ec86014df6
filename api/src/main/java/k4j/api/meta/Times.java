package k4j.api.meta;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import k4j.api.json.JsonObject;

/// The two forms of time in objects: RFC 3339 to the second, and to the microsecond.
public final class Times {

  private Times() {}

  /// Kind `Time`: `2026-01-02T15:04:05Z`.
  public static String format(Instant instant) {
    return text(instant, false);
  }

  /// Kind `MicroTime`: `2026-01-02T15:04:05.000000Z`.
  public static String formatMicro(Instant instant) {
    return text(instant, true);
  }

  private static String text(Instant instant, boolean micro) {
    OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
    var out = new StringBuilder(27);
    pad(out, time.getYear(), 4).append('-');
    pad(out, time.getMonthValue(), 2).append('-');
    pad(out, time.getDayOfMonth(), 2).append('T');
    pad(out, time.getHour(), 2).append(':');
    pad(out, time.getMinute(), 2).append(':');
    pad(out, time.getSecond(), 2);
    if (micro) {
      pad(out.append('.'), time.getNano() / 1000, 6);
    }
    return out.append('Z').toString();
  }

  private static StringBuilder pad(StringBuilder out, int number, int width) {
    String digits = Integer.toString(number);
    return out.repeat('0', width - digits.length()).append(digits);
  }

  /// Reads either form, with any offset and any fraction.
  public static Optional<Instant> parse(String text) {
    if (text.length() < 20 || text.charAt(10) != 'T') {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }

  /// The time in a field of a valid object; empty where there is none.
  public static Optional<Instant> in(JsonObject object, String field) {
    String text = object.string(field);
    return text.isEmpty() ? Optional.empty() : parse(text);
  }

  /// What a `Time` keeps of an instant.
  public static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
