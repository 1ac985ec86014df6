package k4j.api.cel.library;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TreeMap;
import k4j.api.cel.value.Bytes;
import k4j.api.cel.value.CelList;
import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.CelNull;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.OptionalValue;
import k4j.api.cel.value.Times;
import k4j.api.cel.value.TypeValue;
import k4j.api.cel.value.Types;
import k4j.api.cel.value.Unsigned;

/// `"%s has %d".format([a, b])`
final class Formatter {

  private Formatter() {}

  static String format(String pattern, CelList arguments) {
    var result = new StringBuilder();
    int next = 0;
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i++);
      if (c != '%') {
        result.append(c);
        continue;
      }
      if (i == pattern.length()) {
        throw new EvaluationException("unexpected end of string");
      }
      if (pattern.charAt(i) == '%') {
        result.append('%');
        i++;
        continue;
      }
      int precision = -1;
      if (pattern.charAt(i) == '.') {
        int end = i + 1;
        while (end < pattern.length() && Character.isDigit(pattern.charAt(end))) {
          end++;
        }
        if (end == i + 1 || end == pattern.length()) {
          throw new EvaluationException(
              "error while parsing precision: could not find end of precision specifier");
        }
        precision = Integer.parseInt(pattern.substring(i + 1, end));
        i = end;
      }
      if (next >= arguments.size()) {
        throw new EvaluationException("index " + next + " out of range");
      }
      result.append(clause(pattern.charAt(i++), precision, arguments.get(next++)));
    }
    return result.toString();
  }

  private static String clause(char verb, int precision, Object value) {
    return switch (verb) {
      case 's' -> text(value);
      case 'd' -> decimal(value);
      case 'f' -> fixed(number(value, "fixed-point"), precision < 0 ? 6 : precision);
      case 'e' -> scientific(number(value, "scientific notation"), precision < 0 ? 6 : precision);
      case 'b' -> radix(value, 2, "binary");
      case 'o' -> radix(value, 8, "octal");
      case 'x' -> hex(value);
      case 'X' -> hex(value).toUpperCase(Locale.ROOT);
      default ->
          throw new EvaluationException(
              "could not parse formatting clause: unrecognized formatting clause \"" + verb + "\"");
    };
  }

  static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean flag -> flag.toString();
      case Long number -> number.toString();
      case Unsigned number -> number.toString();
      case Double number -> real(number);
      case Bytes bytes -> new String(bytes.toArray(), StandardCharsets.UTF_8);
      case Duration duration -> Times.text(duration);
      case Instant time -> Times.text(time);
      case CelNull _ -> "null";
      case TypeValue(var name) -> name;
      case CelList list -> list(list);
      case CelMap map -> map(map);
      default ->
          throw new EvaluationException(
              "error during formatting: string clause can only be used on strings, bools, bytes,"
                  + " ints, doubles, maps, lists, types, durations, and timestamps, was given "
                  + Types.nameOf(value));
    };
  }

  private static String real(Double number) {
    if (number.isInfinite()) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    return number.isNaN()
        ? "NaN"
        : new BigDecimal(number.toString()).toPlainString().replaceFirst("\\.0$", "");
  }

  private static String list(CelList list) {
    var result = new StringBuilder("[");
    for (int i = 0; i < list.size(); i++) {
      result.append(i == 0 ? "" : ", ").append(text(list.get(i)));
    }
    return result.append(']').toString();
  }

  private static String map(CelMap map) {
    var entries = new TreeMap<String, String>();
    for (Object key : map.keys()) {
      entries.put(text(key), text(OptionalValue.of(map.find(key)).get()));
    }
    var result = new StringBuilder("{");
    entries.forEach((key, value) ->
        result.append(result.length() == 1 ? "" : ", ").append(key).append(": ").append(value));
    return result.append('}').toString();
  }

  private static String decimal(Object value) {
    return switch (value) {
      case Long number -> number.toString();
      case Unsigned number -> number.toString();
      case Double number when number.isInfinite() || number.isNaN() -> real(number);
      default ->
          throw new EvaluationException(
              "error during formatting: decimal clause can only be used on integers, was given "
                  + Types.nameOf(value));
    };
  }

  private static double number(Object value, String clause) {
    return switch (value) {
      case Double number -> number;
      case Long number -> (double) number;
      case Unsigned number -> number.toDouble();
      default ->
          throw new EvaluationException(
              "error during formatting: "
                  + clause
                  + " clause can only be used on doubles, was given "
                  + Types.nameOf(value));
    };
  }

  private static String fixed(double number, int precision) {
    return Double.isFinite(number)
        ? new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).toPlainString()
        : real(number);
  }

  private static String scientific(double number, int precision) {
    return Double.isFinite(number)
        ? String.format(Locale.ROOT, "%." + precision + "e", number)
        : real(number);
  }

  private static String radix(Object value, int radix, String clause) {
    return switch (value) {
      case Long number -> Long.toString(number, radix);
      case Unsigned(long bits) -> Long.toUnsignedString(bits, radix);
      case Boolean flag when radix == 2 -> flag ? "1" : "0";
      default ->
          throw new EvaluationException(
              "error during formatting: only integers"
                  + (radix == 2 ? " and bools" : "")
                  + " can be formatted as "
                  + clause
                  + ", was given "
                  + Types.nameOf(value));
    };
  }

  private static String hex(Object value) {
    return switch (value) {
      case Long number -> Long.toString(number, 16);
      case Unsigned(long bits) -> Long.toHexString(bits);
      case String text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
      case Bytes bytes -> HexFormat.of().formatHex(bytes.toArray());
      default ->
          throw new EvaluationException(
              "error during formatting: only integers, byte buffers, and strings can be formatted"
                  + " as hex, was given "
                  + Types.nameOf(value));
    };
  }

  static String quote(String text) {
    var result = new StringBuilder("\"");
    text.chars()
        .forEach(c ->
            result.append(
                switch (c) {
                  case 7 -> "\\a";
                  case '\b' -> "\\b";
                  case '\f' -> "\\f";
                  case '\n' -> "\\n";
                  case '\r' -> "\\r";
                  case '\t' -> "\\t";
                  case 11 -> "\\v";
                  case '\\' -> "\\\\";
                  case '"' -> "\\\"";
                  default -> String.valueOf((char) c);
                }));
    return result.append('"').toString();
  }
}
