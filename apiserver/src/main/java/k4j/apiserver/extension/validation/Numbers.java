package k4j.apiserver.extension.validation;

import k4j.api.json.Json;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;

/// Numbers as Go compares them. Pure.
final class Numbers {

  private static final double GREATEST = 0x1p53;

  private Numbers() {}

  static double of(Json value) {
    return switch (value) {
      case JsonInteger whole -> whole.value();
      case JsonDecimal decimal -> decimal.value();
      default -> Double.NaN;
    };
  }

  /// Whether Go takes it for an integer: beyond 2^53 a float64 is none.
  static boolean isWhole(Json value) {
    double number = of(value);
    return isWhole(number) && Math.abs(number) < GREATEST;
  }

  static boolean isWhole(double value) {
    return value == Math.rint(value) && !Double.isInfinite(value);
  }

  static boolean same(Json one, Json other) {
    return one.equals(other) || of(one) == of(other);
  }

  /// As Go's `%v` writes it.
  static String text(double value) {
    return isWhole(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Json.of(value).toString();
  }
}
