package k4j.api.yaml;

import java.math.BigInteger;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import org.jspecify.annotations.Nullable;

/// What a plain scalar means: YAML 1.1 as Go's `yaml.v2` reads it, where `yes` is true and `0644`
/// is octal.
final class YamlScalars {

  private static final Set<String> TRUE =
      Set.of("y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE");
  private static final Set<String> FALSE =
      Set.of("n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> INFINITE =
      Set.of(".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF");
  private static final Set<String> NOT_A_NUMBER = Set.of(".nan", ".NaN", ".NAN");

  private YamlScalars() {}

  static Json plain(String text) {
    if (NULL.contains(text)) {
      return JsonNull.NULL;
    }
    if (TRUE.contains(text)) {
      return JsonBoolean.TRUE;
    }
    if (FALSE.contains(text)) {
      return JsonBoolean.FALSE;
    }
    Json number = number(text);
    return number != null ? number : Json.of(text);
  }

  /// A scalar with a tag such as `!!int`.
  static Json tagged(String tag, String text) {
    return switch (tag) {
      case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float" -> {
        Json number = number(text);
        if (number == null) {
          throw new YamlException("yaml: cannot decode !!str `%s` as a number".formatted(text));
        }
        yield number;
      }
      case "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null" -> plain(text);
      case "tag:yaml.org,2002:binary" ->
          Json.of(
              new String(
                  Base64.getMimeDecoder().decode(text), java.nio.charset.StandardCharsets.UTF_8));
      default -> Json.of(text);
    };
  }

  /// Whether a text would be read as something else if it stood there without quotes.
  static boolean needsQuotes(String text) {
    return NULL.contains(text)
        || TRUE.contains(text)
        || FALSE.contains(text)
        || INFINITE.contains(text)
        || NOT_A_NUMBER.contains(text)
        || number(text) != null
        || looksLikeTime(text)
        || looksSexagesimal(text);
  }

  private static @Nullable Json number(String text) {
    char first = text.charAt(0);
    if (!((first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.')) {
      return null;
    }
    if (INFINITE.contains(text) || NOT_A_NUMBER.contains(text)) {
      throw new YamlException(
          "json: unsupported value: "
              + (NOT_A_NUMBER.contains(text) ? "NaN" : first == '-' ? "-Inf" : "+Inf"));
    }
    String digits = text.replace("_", "");
    Json whole = whole(digits);
    if (whole != null) {
      return whole;
    }
    if (!isDecimal(digits)) {
      return null;
    }
    double value = Double.parseDouble(digits);
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? new JsonInteger((long) value)
        : new JsonDecimal(value);
  }

  private static @Nullable Json whole(String text) {
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    String lower = rest.toLowerCase(Locale.ROOT);
    int radix = 10;
    if (lower.startsWith("0x")) {
      radix = 16;
      rest = rest.substring(2);
    } else if (lower.startsWith("0b")) {
      radix = 2;
      rest = rest.substring(2);
    } else if (lower.startsWith("0o")) {
      radix = 8;
      rest = rest.substring(2);
    } else if (lower.length() > 1 && lower.charAt(0) == '0') {
      radix = 8;
    }
    if (rest.isEmpty() || !allDigits(rest, radix)) {
      return null;
    }
    var value = new BigInteger(rest, radix);
    if (negative) {
      value = value.negate();
    }
    return value.bitLength() < 64
        ? new JsonInteger(value.longValue())
        : new JsonDecimal(value.doubleValue());
  }

  private static boolean allDigits(String text, int radix) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80 || Character.digit(text.charAt(i), radix) < 0) {
        return false;
      }
    }
    return true;
  }

  /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
  private static boolean isDecimal(String text) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int whole = digitsEnd(text, at);
    int end = whole;
    if (end < text.length() && text.charAt(end) == '.') {
      end = digitsEnd(text, end + 1);
      if (whole == at && end == whole + 1) {
        return false;
      }
    } else if (whole == at) {
      return false;
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int power = end + 1;
      if (power < text.length() && (text.charAt(power) == '-' || text.charAt(power) == '+')) {
        power++;
      }
      end = digitsEnd(text, power);
      return end > power && end == text.length();
    }
    return end == text.length();
  }

  private static int digitsEnd(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /// `2001-01-01`, which Go's writer quotes.
  private static boolean looksLikeTime(String text) {
    int year = digitsEnd(text, 0);
    if (year != 4 || year >= text.length() || text.charAt(year) != '-') {
      return false;
    }
    int month = digitsEnd(text, year + 1);
    return month > year + 1
        && month < text.length()
        && text.charAt(month) == '-'
        && digitsEnd(text, month + 1) > month + 1;
  }

  /// `1:30`, a number in base 60 to YAML 1.1, which Go's writer quotes.
  private static boolean looksSexagesimal(String text) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int end = digitsEnd(text, at);
    if (end == at || end >= text.length() || text.charAt(end) != ':') {
      return false;
    }
    while (end < text.length() && text.charAt(end) == ':') {
      int next = digitsEnd(text, end + 1);
      if (next == end + 1 || next > end + 3) {
        return false;
      }
      end = next;
    }
    return end == text.length();
  }
}
