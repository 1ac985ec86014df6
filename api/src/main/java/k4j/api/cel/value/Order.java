package k4j.api.cel.value;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/// `<` and its like.
public final class Order {

  /// What a comparison with NaN gives: neither less, equal nor greater.
  public static final int NONE = 2;

  private Order() {}

  /// @throws EvaluationException where the two cannot be compared
  public static int compare(Object left, Object right) {
    return switch (left) {
      case Long number when right instanceof Long other -> Long.compare(number, other);
      case String text when right instanceof String other -> compareTexts(text, other);
      case Boolean flag when right instanceof Boolean other -> Boolean.compare(flag, other);
      case Bytes bytes when right instanceof Bytes other -> Integer.signum(bytes.compareTo(other));
      case Instant time when right instanceof Instant other ->
          Integer.signum(time.compareTo(other));
      case Duration time when right instanceof Duration other ->
          Integer.signum(time.compareTo(other));
      case Object _ when isNumber(left) && isNumber(right) -> compareNumbers(left, right);
      default -> throw EvaluationException.noSuchOverload();
    };
  }

  /// Go compares bytes of UTF-8, which is the order of code points.
  private static int compareTexts(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean surrogates = Character.isSurrogate(a) != Character.isSurrogate(b);
        return surrogates ? (Character.isSurrogate(a) ? 1 : -1) : Integer.signum(a - b);
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Unsigned;
  }

  static int compareNumbers(Object left, Object right) {
    if (left instanceof Double a && right instanceof Double b) {
      return a.isNaN() || b.isNaN() ? NONE : a < b ? -1 : a > b ? 1 : 0;
    }
    if (special(left) || special(right)) {
      double a = toDouble(left);
      double b = toDouble(right);
      return Double.isNaN(a) || Double.isNaN(b) ? NONE : a < b ? -1 : a > b ? 1 : 0;
    }
    return exact(left).compareTo(exact(right));
  }

  private static boolean special(Object number) {
    return number instanceof Double value && (value.isNaN() || value.isInfinite());
  }

  private static double toDouble(Object number) {
    return switch (number) {
      case Double value -> value;
      case Unsigned value -> value.toDouble();
      default -> (double) (Long) number;
    };
  }

  private static BigDecimal exact(Object number) {
    return switch (number) {
      case Double value -> new BigDecimal(value);
      case Unsigned value -> new BigDecimal(value.toString());
      default -> BigDecimal.valueOf((Long) number);
    };
  }
}
