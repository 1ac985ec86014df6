package k4j.apiserver.negotiation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One media type of an `Accept` or `Content-Type` field.
///
/// @param name in lower case, such as `application/json`
/// @param parameters such as `as`, `g`, `v`, with names in lower case
public record MediaType(String name, Map<String, String> parameters) {

  public MediaType {
    parameters = Map.copyOf(parameters);
  }

  public static MediaType parse(String text) {
    String[] parts = text.split(";", -1);
    var parameters = new HashMap<String, String>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        String name = parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT);
        parameters.put(name, unquoted(parts[i].substring(equals + 1).strip()));
      }
    }
    return new MediaType(parts[0].strip().toLowerCase(Locale.ROOT), parameters);
  }

  /// All media types of a field, those with a higher `q` first.
  public static List<MediaType> parseAll(List<String> fields) {
    var types = new ArrayList<MediaType>();
    for (String field : fields) {
      for (String each : field.split(",", -1)) {
        if (!each.isBlank()) {
          types.add(parse(each));
        }
      }
    }
    types.sort((a, b) -> Double.compare(b.quality(), a.quality()));
    return types;
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  private double quality() {
    String text = parameters.getOrDefault("q", "1");
    return text.matches("[01](\\.\\d*)?") ? Double.parseDouble(text) : 0;
  }

  public String parameter(String parameter) {
    return parameters.getOrDefault(parameter, "");
  }
}
