package k4j.apiserver.openapi.path;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The parameters that requests take, read from the resource `parameters`.
public final class ParameterTable {

  private final Map<String, Parameter> byKey = new TreeMap<>();

  public ParameterTable() {
    try (InputStream in =
        Objects.requireNonNull(ParameterTable.class.getResourceAsStream("parameters"))) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(ParameterTable::parse)
          .forEach(parameter -> byKey.put(parameter.key(), parameter));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Parameter parse(String line) {
    String[] parts = line.split(" \\| ", 5);
    String key = parts[0];
    // The hash that follows the name has eight characters, a dash among them at times.
    String name =
        key.length() > 9 && key.charAt(key.length() - 9) == '-'
            ? key.substring(0, key.length() - 9)
            : key;
    return new Parameter(
        key, name, parts[1], parts[2], parts[3].equals("required"), parts[4].translateEscapes());
  }

  public Collection<Parameter> all() {
    return byKey.values();
  }

  /// @param keys as the resource writes them
  List<Parameter> list(String... keys) {
    return Stream.of(keys).map(key -> Objects.requireNonNull(byKey.get(key), key)).toList();
  }
}
