package k4j.apiserver.extension.validation;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import k4j.api.meta.GoDuration;
import k4j.api.meta.Times;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.extension.schema.Structural;

/// The formats of texts that Kubernetes knows (kube-openapi, `strfmt`). Pure.
public final class ValueFormat {

  private static final Set<String> TEXTS =
      Set.of(
          "bsonobjectid",
          "uri",
          "email",
          "hostname",
          "ipv4",
          "ipv6",
          "cidr",
          "mac",
          "uuid",
          "uuid3",
          "uuid4",
          "uuid5",
          "isbn",
          "isbn10",
          "isbn13",
          "creditcard",
          "ssn",
          "hexcolor",
          "rgbcolor",
          "byte",
          "password",
          "date",
          "duration",
          "datetime",
          "k8sshortname",
          "k8slongname");

  private static final Pattern HOST =
      Pattern.compile(
          "[a-zA-Z0-9\\p{S}\\p{L}](-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?"
              + "|([a-zA-Z0-9\\p{S}\\p{L}]"
              + "(([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)\\.)+"
              + "[a-zA-Z\\p{L}]{2,63}");
  private static final Pattern AMOUNT = Pattern.compile("(\\d+)\\s*([A-Za-zµ]+)");
  private static final Set<String> UNITS =
      Set.of("ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk");
  private static final Set<String> LONG_UNITS =
      Set.of("nano", "micro", "milli", "sec", "min", "hour", "day", "week");

  private static final Map<String, Pattern> PATTERNS =
      Map.ofEntries(
          Map.entry("bsonobjectid", Pattern.compile("[0-9a-fA-F]{24}")),
          Map.entry("uuid", uuid("[0-9a-f]{4}-?[0-9a-f]{4}")),
          Map.entry("uuid3", uuid("3[0-9a-f]{3}-?[0-9a-f]{4}")),
          Map.entry("uuid4", uuid("4[0-9a-f]{3}-?[89ab][0-9a-f]{3}")),
          Map.entry("uuid5", uuid("5[0-9a-f]{3}-?[89ab][0-9a-f]{3}")),
          Map.entry("ssn", Pattern.compile("\\d{3}[- ]?\\d{2}[- ]?\\d{4}")),
          Map.entry("hexcolor", Pattern.compile("#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")),
          Map.entry(
              "mac",
              Pattern.compile(
                  "([0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}|"
                      + "([0-9a-fA-F]{2}[:-]){7}[0-9a-fA-F]{2}|([0-9a-fA-F]{4}\\.){2}[0-9a-fA-F]{4}")),
          Map.entry(
              "creditcard",
              Pattern.compile(
                  "(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|"
                      + "3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|"
                      + "(?:2131|1800|35\\d{3})\\d{11})")),
          Map.entry("email", Pattern.compile("[^\\s@<>]+@[^\\s@<>]+|.*<[^\\s@<>]+@[^\\s@<>]+>")),
          Map.entry("rgbcolor", rgb()));

  private ValueFormat() {}

  private static Pattern uuid(String middle) {
    return Pattern.compile(
        "[0-9a-f]{8}-?[0-9a-f]{4}-?" + middle + "-?[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);
  }

  private static Pattern rgb() {
    String part = "(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])";
    return Pattern.compile("rgb\\(\\s*%s\\s*,\\s*%s\\s*,\\s*%s\\s*\\)".formatted(part, part, part));
  }

  private static String normal(String format) {
    return format.replace("-", "");
  }

  /// The format of a schema if Kubernetes heeds it there, else empty.
  static String of(Structural schema) {
    String format = schema.format();
    return format.isEmpty() || !isKnown(schema.intOrString() ? "?" : schema.type(), format)
        ? ""
        : format;
  }

  /// Whether Kubernetes heeds a format at a type.
  public static boolean isKnown(String type, String format) {
    return switch (type) {
      case "", "string" -> TEXTS.contains(normal(format));
      case "integer" -> format.equals("int32") || format.equals("int64");
      case "number" -> format.equals("float") || format.equals("double");
      default -> false;
    };
  }

  static boolean isText(String format) {
    return !format.isEmpty() && TEXTS.contains(normal(format));
  }

  static boolean fits(String format, String text) {
    Pattern pattern = PATTERNS.get(normal(format));
    if (pattern != null) {
      String plain = format.equals("creditcard") ? text.replaceAll("\\D", "") : text;
      return pattern.matcher(plain).matches();
    }
    return switch (normal(format)) {
      case "uri" -> isUri(text);
      case "hostname" -> isHost(text);
      case "ipv4" -> isAddress(text, false);
      case "ipv6" -> isAddress(text, true);
      case "cidr" -> isCidr(text);
      case "isbn" -> isIsbn10(text) || isIsbn13(text);
      case "isbn10" -> isIsbn10(text);
      case "isbn13" -> isIsbn13(text);
      case "byte" -> isBase64(text);
      case "date" -> isDate(text);
      case "datetime" -> Times.parse(text).isPresent();
      case "duration" -> isDuration(text);
      case "k8sshortname" -> Formats.dnsLabel(text).isEmpty();
      case "k8slongname" -> Formats.dnsSubdomain(text).isEmpty();
      default -> true;
    };
  }

  private static boolean isUri(String text) {
    try {
      var uri = new URI(text);
      return uri.isAbsolute() || text.startsWith("/");
    } catch (URISyntaxException _) {
      return false;
    }
  }

  /// One label, or several of which the last has letters alone.
  private static boolean isHost(String text) {
    return text.length() <= 255
        && HOST.matcher(text).matches()
        && Arrays.stream(text.split("\\.", -1)).allMatch(label -> label.length() <= 63);
  }

  private static boolean isAddress(String text, boolean six) {
    return text.contains(":") == six && ValueFormats.address(text) != null;
  }

  private static boolean isCidr(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
      return false;
    }
    String address = text.substring(0, slash);
    int bits = Integer.parseInt(text.substring(slash + 1));
    return isAddress(address, false) ? bits <= 32 : isAddress(address, true) && bits <= 128;
  }

  private static String digits(String text) {
    return text.replaceAll("[\\s-]", "");
  }

  private static boolean isIsbn10(String text) {
    String digits = digits(text);
    if (!digits.matches("\\d{9}[\\dX]")) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 10; i++) {
      char c = digits.charAt(i);
      sum += (i + 1) * (c == 'X' ? 10 : c - '0');
    }
    return sum % 11 == 0;
  }

  private static boolean isIsbn13(String text) {
    String digits = digits(text);
    if (!digits.matches("\\d{13}")) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < 13; i++) {
      sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
    }
    return sum % 10 == 0;
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return text.length() % 4 == 0;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static boolean isDate(String text) {
    try {
      return text.length() == 10 && LocalDate.parse(text) != null;
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  /// As Go writes durations, or as Scala does, somewhere in the text: `22 ns`, `3 weeks`.
  private static boolean isDuration(String text) {
    if (GoDuration.parse(text).isPresent()) {
      return true;
    }
    boolean found = false;
    Matcher amounts = AMOUNT.matcher(text);
    while (amounts.find()) {
      if (amounts.group(1).length() > 18) {
        return false; // more than Go's integers hold
      }
      String unit = amounts.group(2).toLowerCase(Locale.ROOT);
      found |= UNITS.contains(unit) || LONG_UNITS.stream().anyMatch(unit::startsWith);
    }
    return found;
  }
}
