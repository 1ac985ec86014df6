package k4j.kubelet.image;

import java.math.BigDecimal;
import java.time.Duration;

/// A duration as Go prints it: `1m20s`, `1.5s`, `12ms`.
public final class GoDuration {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private GoDuration() {}

  public static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    nanos = Math.abs(nanos);
    if (nanos < 1000) {
      return sign + nanos + "ns";
    }
    if (nanos < 1_000_000) {
      return sign + fraction(nanos, 3) + "µs";
    }
    if (nanos < NANOS_PER_SECOND) {
      return sign + fraction(nanos, 6) + "ms";
    }
    long minutes = nanos / (60 * NANOS_PER_SECOND);
    String seconds = fraction(nanos % (60 * NANOS_PER_SECOND), 9) + "s";
    if (minutes == 0) {
      return sign + seconds;
    }
    long hours = minutes / 60;
    return sign + (hours > 0 ? hours + "h" : "") + minutes % 60 + "m" + seconds;
  }

  private static String fraction(long value, int digits) {
    return BigDecimal.valueOf(value, digits).stripTrailingZeros().toPlainString();
  }
}
