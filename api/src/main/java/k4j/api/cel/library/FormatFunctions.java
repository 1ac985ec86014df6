package k4j.api.cel.library;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.ListValue;
import k4j.api.cel.value.OpaqueValue;
import k4j.api.cel.value.OptionalValue;
import k4j.api.cel.value.Sized;
import k4j.api.validation.Formats;

/// The formats that Kubernetes has names for, and their check.
final class FormatFunctions {

  private static final String TYPE = "kubernetes.NamedFormat";

  private static final Pattern UUID =
      Pattern.compile("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$");

  private static final Pattern BASE64 =
      Pattern.compile("(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

  private FormatFunctions() {}

  /// What a text is checked by.
  interface Check {
    List<String> problems(String text);
  }

  /// @param size how long its regular expression is, for the cost
  record Format(String name, Check check, long size) implements OpaqueValue, Sized {
    @Override
    public String typeName() {
      return TYPE;
    }
  }

  static void into(FunctionTable table) {
    Map<String, Format> formats = formats();
    formats.forEach((name, format) ->
        table.add("format." + name, "format." + name + "() " + TYPE, _ -> format));
    table.add(
        "format-named",
        "format.named(string) optional<" + TYPE + ">",
        args -> OptionalValue.of(formats.get((String) args[0])));
    table.add(
        "format-validate",
        TYPE + "::validate(string) optional<list<string>>",
        args -> {
          List<String> problems = ((Format) args[0]).check().problems((String) args[1]);
          return problems.isEmpty() ? OptionalValue.NONE : OptionalValue.of(ListValue.of(problems));
        });
  }

  private static Map<String, Format> formats() {
    var formats = new LinkedHashMap<String, Format>();
    formats.put("dns1123Label", new Format("DNS1123Label", Formats::dnsLabel, 30));
    formats.put("dns1123Subdomain", new Format("DNS1123Subdomain", Formats::dnsSubdomain, 60));
    formats.put("dns1035Label", new Format("DNS1035Label", Formats::dns1035Label, 30));
    formats.put("qualifiedName", new Format("QualifiedName", Formats::qualifiedName, 60));
    formats.put(
        "dns1123LabelPrefix",
        new Format("DNS1123LabelPrefix", text -> Formats.dnsLabel(prefix(text)), 30));
    formats.put(
        "dns1123SubdomainPrefix",
        new Format("DNS1123SubdomainPrefix", text -> Formats.dnsSubdomain(prefix(text)), 60));
    formats.put(
        "dns1035LabelPrefix",
        new Format("DNS1035LabelPrefix", text -> Formats.dns1035Label(prefix(text)), 30));
    formats.put("labelValue", new Format("LabelValue", Formats::labelValue, 40));
    formats.put("uri", new Format("URI", FormatFunctions::uri, 1_000));
    formats.put(
        "uuid",
        test(
            "uuid",
            "does not match the UUID format",
            text -> UUID.matcher(text).matches(),
            UUID.pattern().length()));
    formats.put("byte", test("byte", "invalid base64", FormatFunctions::isBase64, 80));
    formats.put("date", test("date", "invalid date", FormatFunctions::isDate, 190));
    formats.put("datetime", test("datetime", "invalid datetime", FormatFunctions::isTime, 190));
    return formats;
  }

  private static Format test(String name, String problem, Predicate<String> test, long size) {
    return new Format(name, text -> test.test(text) ? List.of() : List.of(problem), size);
  }

  /// A prefix of a name may end with a dash: the generated end follows.
  private static String prefix(String text) {
    return text.length() > 1 && text.endsWith("-")
        ? text.substring(0, text.length() - 1) + "a"
        : text;
  }

  private static List<String> uri(String text) {
    try {
      Url.parse(text);
      return List.of();
    } catch (EvaluationException failure) {
      return List.of(failure.text().replaceFirst("^.*from string: ", ""));
    }
  }

  private static boolean isBase64(String text) {
    return BASE64.matcher(text).matches();
  }

  private static boolean isDate(String text) {
    try {
      return LocalDate.parse(text).isSupported(java.time.temporal.ChronoField.YEAR);
    } catch (DateTimeParseException failure) {
      return false;
    }
  }

  private static boolean isTime(String text) {
    try {
      return OffsetDateTime.parse(text).isSupported(java.time.temporal.ChronoField.YEAR);
    } catch (DateTimeParseException failure) {
      return false;
    }
  }
}
