package k4j.api.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where `0`, `""`, `false` and empty lists mean something. Elsewhere Kubernetes does not tell them
/// from absence, and leaves them out.
public final class ZeroFields {

  private static final Map<String, Set<String>> KEPT = read();

  private ZeroFields() {}

  private static Map<String, Set<String>> read() {
    try (InputStream in = ZeroFields.class.getResourceAsStream("zero-values.txt")) {
      byte[] bytes = Objects.requireNonNull(in, "zero-values.txt").readAllBytes();
      var kept = new HashMap<String, Set<String>>();
      for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
        String[] words = line.split(" ", -1);
        kept.put(words[0], Set.copyOf(Arrays.asList(words).subList(1, words.length)));
      }
      return Map.copyOf(kept);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The fields of a definition that keep them; null where nothing is known and all do.
  static @Nullable Set<String> kept(String definition) {
    return KEPT.get(definition);
  }

  /// Whether a zero in this field means something.
  public static boolean kept(String definition, String field) {
    Set<String> fields = KEPT.get(definition);
    return fields == null || fields.contains(field);
  }
}
