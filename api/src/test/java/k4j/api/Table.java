package k4j.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Rows of tab-separated cells, kept as a resource beside the tests. Most were printed by
/// Kubernetes' own libraries at 1.36.2.
public final class Table {

  private Table() {}

  public static List<List<String>> rows(String name) {
    return text(name).lines().map(line -> List.of(line.split("\t", -1))).toList();
  }

  public static String text(String name) {
    try (InputStream in = Table.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
