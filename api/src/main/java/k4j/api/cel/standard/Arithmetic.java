package k4j.api.cel.standard;

import java.time.Duration;
import java.time.Instant;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.Bytes;
import k4j.api.cel.value.CelList;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.Times;
import k4j.api.cel.value.Unsigned;

/// `+ - * / %` and the sign.
public final class Arithmetic {

  private Arithmetic() {}

  static void into(FunctionTable table) {
    table.standard("_+_", arguments -> add(arguments[0], arguments[1]));
    table.standard("_-_", arguments -> subtract(arguments[0], arguments[1]));
    table.standard("_*_", arguments -> multiply(arguments[0], arguments[1]));
    table.standard("_/_", arguments -> divide(arguments[0], arguments[1]));
    table.standard("_%_", arguments -> modulo(arguments[0], arguments[1]));
    table.standard("-_", arguments -> negate(arguments[0]));
  }

  public static Object add(Object left, Object right) {
    return switch (left) {
      case Long a when right instanceof Long b -> exact(a + b, ((a ^ (a + b)) & (b ^ (a + b))) < 0);
      case Double a when right instanceof Double b -> a + b;
      case Unsigned(long a) when right instanceof Unsigned(long b) ->
          unsigned(a + b, Long.compareUnsigned(a + b, a) < 0);
      case String a when right instanceof String b -> a.concat(b);
      case Bytes a when right instanceof Bytes b -> a.plus(b);
      case CelList a when right instanceof CelList b -> a.plus(b);
      case Duration a when right instanceof Duration b -> duration(a.plus(b));
      case Duration a when right instanceof Instant b -> moment(b, a);
      case Instant a when right instanceof Duration b -> moment(a, b);
      default -> throw EvaluationException.noSuchOverload();
    };
  }

  private static Object subtract(Object left, Object right) {
    return switch (left) {
      case Long a when right instanceof Long b -> exact(a - b, ((a ^ b) & (a ^ (a - b))) < 0);
      case Double a when right instanceof Double b -> a - b;
      case Unsigned(long a) when right instanceof Unsigned(long b) ->
          unsigned(a - b, Long.compareUnsigned(a, b) < 0);
      case Duration a when right instanceof Duration b -> duration(a.minus(b));
      case Instant a when right instanceof Duration b -> moment(a, b.negated());
      case Instant a when right instanceof Instant b -> duration(Duration.between(b, a));
      default -> throw EvaluationException.noSuchOverload();
    };
  }

  private static Object multiply(Object left, Object right) {
    return switch (left) {
      case Long a when right instanceof Long b ->
          exact(a * b, Math.multiplyHigh(a, b) != (a * b) >> 63);
      case Double a when right instanceof Double b -> a * b;
      case Unsigned(long a) when right instanceof Unsigned(long b) ->
          unsigned(a * b, Math.unsignedMultiplyHigh(a, b) != 0);
      default -> throw EvaluationException.noSuchOverload();
    };
  }

  private static Object divide(Object left, Object right) {
    return switch (left) {
      case Long a when right instanceof Long b -> {
        requireDivisor(b, "division by zero");
        yield exact(b == -1 ? -a : a / b, a == Long.MIN_VALUE && b == -1);
      }
      case Double a when right instanceof Double b -> a / b;
      case Unsigned(long a) when right instanceof Unsigned(long b) -> {
        requireDivisor(b, "division by zero");
        yield new Unsigned(Long.divideUnsigned(a, b));
      }
      default -> throw EvaluationException.noSuchOverload();
    };
  }

  private static Object modulo(Object left, Object right) {
    return switch (left) {
      case Long a when right instanceof Long b -> {
        requireDivisor(b, "modulus by zero");
        yield exact(b == -1 ? 0 : a % b, a == Long.MIN_VALUE && b == -1);
      }
      case Unsigned(long a) when right instanceof Unsigned(long b) -> {
        requireDivisor(b, "modulus by zero");
        yield new Unsigned(Long.remainderUnsigned(a, b));
      }
      default -> throw EvaluationException.noSuchOverload();
    };
  }

  private static void requireDivisor(long divisor, String message) {
    if (divisor == 0) {
      throw new EvaluationException(message);
    }
  }

  private static Object negate(Object value) {
    return switch (value) {
      case Long number -> exact(-number, number == Long.MIN_VALUE);
      case Double number -> -number;
      default -> throw EvaluationException.noSuchOverload();
    };
  }

  private static Object exact(long result, boolean overflow) {
    if (overflow) {
      throw new EvaluationException("integer overflow");
    }
    return result;
  }

  private static Object unsigned(long result, boolean overflow) {
    if (overflow) {
      throw new EvaluationException("unsigned integer overflow");
    }
    return new Unsigned(result);
  }

  /// Go's durations are 64 bits of nanoseconds.
  private static Duration duration(Duration result) {
    try {
      return Duration.ofNanos(result.toNanos());
    } catch (ArithmeticException overflow) {
      throw new EvaluationException("duration overflow");
    }
  }

  private static Instant moment(Instant time, Duration change) {
    Instant result = time.plus(change);
    if (result.isBefore(Times.EARLIEST) || result.isAfter(Times.LATEST)) {
      throw new EvaluationException("timestamp overflow");
    }
    return result;
  }
}
