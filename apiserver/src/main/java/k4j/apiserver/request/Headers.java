package k4j.apiserver.request;

import java.util.List;
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
