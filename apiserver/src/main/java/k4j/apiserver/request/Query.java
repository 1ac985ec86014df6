package k4j.apiserver.request;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import k4j.api.meta.StatusException;

/// The parameters of a URL.
///
/// @param raw as it stands in the URL, without the question mark; empty where it was never one
public record Query(Map<String, List<String>> values, String raw) {

  public static final Query NONE = new Query(Map.of());

  public Query {
    values = Map.copyOf(values);
  }

  public Query(Map<String, List<String>> values) {
    this(values, "");
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /// The first value, or `""`.
  public String first(String name) {
    List<String> all = all(name);
    return all.isEmpty() ? "" : all.getFirst();
  }

  /// As apimachinery converts parameters: absent, `0` and `false` are false, all else is true.
  public boolean bool(String name) {
    String text = first(name);
    return has(name) && !text.equals("0") && !text.equalsIgnoreCase("false");
  }

  /// @throws StatusException where it is no number
  public OptionalLong integer(String name) {
    String text = first(name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException notANumber) {
      throw StatusException.badRequest(
          "strconv.ParseInt: parsing \"%s\": invalid syntax".formatted(text));
    }
  }
}
