package k4j.apiserver.request;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The header fields of a request that the API reads.
public interface Headers {

  /// The values of a field, whatever the case of its name.
  List<String> all(String name);

  /// The names of all fields, in lower case.
  List<String> names();

  /// The first value, or `""`.
  default String first(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? "" : values.getFirst();
  }

  /// Whether there is a field whose name begins so, in lower case.
  default boolean anyBegins(String prefix) {
    return names().stream().anyMatch(name -> name.startsWith(prefix));
  }

  /// All but those whose name begins so, in lower case.
  default Headers without(String prefix) {
    Headers all = this;
    return new Headers() {
      @Override
      public List<String> all(String name) {
        return name.toLowerCase(Locale.ROOT).startsWith(prefix) ? List.of() : all.all(name);
      }

      @Override
      public List<String> names() {
        return all.names().stream().filter(name -> !name.startsWith(prefix)).toList();
      }
    };
  }

  /// @param values keyed in lower case
  static Headers of(Map<String, String> values) {
    return new Headers() {
      @Override
      public List<String> all(String name) {
        String value = values.get(name);
        return value == null ? List.of() : List.of(value);
      }

      @Override
      public List<String> names() {
        return List.copyOf(values.keySet());
      }
    };
  }
}
