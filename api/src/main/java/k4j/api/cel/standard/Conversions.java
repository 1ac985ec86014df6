package k4j.api.cel.standard;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.Bytes;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.Times;
import k4j.api.cel.value.TypeValue;
import k4j.api.cel.value.Types;
import k4j.api.cel.value.Unsigned;
import k4j.api.json.Json;

/// `int(x)`, `string(x)` and their like.
public final class Conversions {

  private static final double TWO_63 = 0x1p63;

  private Conversions() {}

  static void into(FunctionTable table) {
    table.standard("int", arguments -> toInt(arguments[0]));
    table.standard("uint", arguments -> toUnsigned(arguments[0]));
    table.standard("double", arguments -> toDouble(arguments[0]));
    table.standard("string", arguments -> toText(arguments[0]));
    table.standard("bytes", arguments -> toBytes(arguments[0]));
    table.standard("bool", arguments -> toBool(arguments[0]));
    table.standard("duration", arguments -> toDuration(arguments[0]));
    table.standard("timestamp", arguments -> toTimestamp(arguments[0]));
    table.standard("dyn", arguments -> arguments[0]);
    table.standard("type", arguments -> new TypeValue(Types.nameOf(arguments[0])));
  }

  private static EvaluationException cannot(Object value, String type) {
    return new EvaluationException(
        "type conversion error from '" + Types.nameOf(value) + "' to '" + type + "'");
  }

  private static Object toInt(Object value) {
    return switch (value) {
      case Long number -> number;
      case Unsigned(long bits) when bits >= 0 -> bits;
      case Double number when number > -TWO_63 && number < TWO_63 -> (long) (double) number;
      case Double _, Unsigned _ -> throw new EvaluationException("integer overflow");
      case Instant time -> time.getEpochSecond();
      case Duration duration -> duration.toNanos();
      case String text -> parse(text);
      default -> throw cannot(value, "int");
    };
  }

  private static long parse(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException failure) {
      throw new EvaluationException("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
    }
  }

  private static Object toUnsigned(Object value) {
    return switch (value) {
      case Unsigned number -> number;
      case Long number when number >= 0 -> new Unsigned(number);
      case Double number when number >= 0 && number < 2 * TWO_63 ->
          new Unsigned(new BigDecimal(number).toBigInteger().longValue());
      case Long _, Double _ -> throw new EvaluationException("unsigned integer overflow");
      case String text -> {
        try {
          yield new Unsigned(Long.parseUnsignedLong(text));
        } catch (NumberFormatException failure) {
          throw new EvaluationException(
              "strconv.ParseUint: parsing \"" + text + "\": invalid syntax");
        }
      }
      default -> throw cannot(value, "uint");
    };
  }

  private static Object toDouble(Object value) {
    return switch (value) {
      case Double number -> number;
      case Long number -> (double) number;
      case Unsigned number -> number.toDouble();
      case String text -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException failure) {
          throw new EvaluationException(
              "strconv.ParseFloat: parsing \"" + text + "\": invalid syntax");
        }
      }
      default -> throw cannot(value, "double");
    };
  }

  static String toText(Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean flag -> flag.toString();
      case Long number -> number.toString();
      case Unsigned number -> number.toString();
      case Double number -> Json.of(number).toString();
      case Instant time -> Times.text(time);
      case Duration duration -> Times.text(duration);
      case Bytes bytes -> decode(bytes);
      default -> throw cannot(value, "string");
    };
  }

  private static String decode(Bytes bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toArray()))
          .toString();
    } catch (CharacterCodingException failure) {
      throw new EvaluationException("invalid UTF-8 in bytes, cannot convert to string");
    }
  }

  private static Object toBytes(Object value) {
    return switch (value) {
      case Bytes bytes -> bytes;
      case String text -> new Bytes(text.getBytes(StandardCharsets.UTF_8));
      default -> throw cannot(value, "bytes");
    };
  }

  private static Object toBool(Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case String text ->
          switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw cannot(value, "bool");
          };
      default -> throw cannot(value, "bool");
    };
  }

  private static Object toDuration(Object value) {
    return switch (value) {
      case Duration duration -> duration;
      case Long nanos -> Duration.ofNanos(nanos);
      case String text -> {
        try {
          yield Times.duration(text);
        } catch (IllegalArgumentException failure) {
          throw new EvaluationException(String.valueOf(failure.getMessage()));
        }
      }
      default -> throw cannot(value, "google.protobuf.Duration");
    };
  }

  private static Object toTimestamp(Object value) {
    return switch (value) {
      case Instant time -> time;
      case Long seconds -> Instant.ofEpochSecond(seconds);
      case String text -> {
        try {
          yield Times.timestamp(text);
        } catch (IllegalArgumentException failure) {
          throw new EvaluationException(String.valueOf(failure.getMessage()));
        }
      }
      default -> throw cannot(value, "google.protobuf.Timestamp");
    };
  }
}
