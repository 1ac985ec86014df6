package k4j.cluster.access;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import k4j.api.meta.GoDuration;
import k4j.apiserver.configuration.ConfigurationException;

/// What some flags were given, read as Kubernetes reads them.
///
/// @param values by the name of the flag, without dashes; what is absent was not given
record FlagValues(Map<String, String> values) {

  FlagValues {
    values = Map.copyOf(values);
  }

  boolean has(Flag flag) {
    return values.containsKey(flag.name());
  }

  boolean hasAny(List<Flag> flags) {
    return flags.stream().anyMatch(this::has);
  }

  String text(Flag flag) {
    return text(flag, "");
  }

  String text(Flag flag, String otherwise) {
    return values.getOrDefault(flag.name(), otherwise);
  }

  List<String> list(Flag flag) {
    return text(flag).isEmpty() ? List.of() : Arrays.asList(text(flag).split(","));
  }

  boolean bool(Flag flag, boolean otherwise) {
    return switch (text(flag)) {
      case "" -> otherwise;
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(flag, "strconv.ParseBool: parsing", ": invalid syntax");
    };
  }

  Duration duration(Flag flag, Duration otherwise) {
    if (!has(flag)) {
      return otherwise;
    }
    return GoDuration.parse(text(flag))
        .orElseThrow(() -> wrong(flag, "time: invalid duration", ""));
  }

  int count(Flag flag, int otherwise) {
    if (!has(flag)) {
      return otherwise;
    }
    try {
      return Integer.parseInt(text(flag));
    } catch (NumberFormatException _) {
      throw wrong(flag, "strconv.ParseInt: parsing", ": invalid syntax");
    }
  }

  double number(Flag flag, double otherwise) {
    if (!has(flag)) {
      return otherwise;
    }
    try {
      return Double.parseDouble(text(flag));
    } catch (NumberFormatException _) {
      throw wrong(flag, "strconv.ParseFloat: parsing", ": invalid syntax");
    }
  }

  private ConfigurationException wrong(Flag flag, String before, String after) {
    String value = text(flag);
    return new ConfigurationException(
        "invalid argument \"%s\" for \"--%s\" flag: %s \"%s\"%s"
            .formatted(value, flag.name(), before, value, after));
  }

  /// The failure of a start, with the flag that is to blame.
  static ConfigurationException failure(Flag flag, Exception why) {
    return new ConfigurationException("--%s: %s".formatted(flag.name(), why.getMessage()), why);
  }
}
