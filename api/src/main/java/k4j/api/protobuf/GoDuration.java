package k4j.api.protobuf;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations in the text form of Go: `1m30s`.
final class GoDuration {

  private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

  private GoDuration() {}

  static Duration parse(String text) {
    boolean negative = text.startsWith("-");
    Matcher parts = PART.matcher(text);
    double nanos = 0;
    while (parts.find()) {
      nanos += Double.parseDouble(parts.group(1)) * unit(parts.group(2));
    }
    return Duration.ofNanos(Math.round(negative ? -nanos : nanos));
  }

  private static double unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us", "µs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }

  static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    Duration left = duration.abs();
    var out = new StringBuilder(duration.isNegative() ? "-" : "");
    if (left.toSeconds() == 0) {
      return out.append(small(left.toNanos())).toString();
    }
    if (left.toHours() > 0) {
      out.append(left.toHours()).append('h');
    }
    if (left.toMinutes() > 0) {
      out.append(left.toMinutesPart()).append('m');
    }
    double seconds = left.toSecondsPart() + left.toNanosPart() / 1e9;
    return out.append(number(seconds)).append('s').toString();
  }

  private static String small(long nanos) {
    if (nanos >= 1_000_000) {
      return number(nanos / 1e6) + "ms";
    }
    return nanos >= 1000 ? number(nanos / 1e3) + "µs" : nanos + "ns";
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
