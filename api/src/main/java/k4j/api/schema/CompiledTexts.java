package k4j.api.schema;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The table of texts at the beginning of a compiled file: count, the end of each text, the texts.
/// A text is decoded when first asked for.
final class CompiledTexts {

  private final CompiledInput input;
  private final int count;
  private final int start;
  private final @Nullable String[] known;

  /// @param kept whether texts are names that will be asked for again
  CompiledTexts(byte[] bytes, boolean kept) {
    input = new CompiledInput(bytes, 0, this);
    count = input.fixed(0);
    start = 4 + 4 * count;
    known = new String[kept ? count : 0];
  }

  /// Where the table ends.
  int end() {
    return start + (count == 0 ? 0 : input.fixed(4 * count));
  }

  String text(int id) {
    if (known.length == 0) {
      return decoded(id);
    }
    String text = known[id];
    if (text == null) {
      text = decoded(id);
      known[id] = text; // a race gives the same text
    }
    return text;
  }

  /// The text, interned like the names that the parser reads: looking up a field needs no compare.
  String name(int id) {
    String text = text(id).intern();
    known[id] = text;
    return text;
  }

  private String decoded(int id) {
    int from = id == 0 ? 0 : input.fixed(4 * id);
    int to = input.fixed(4 + 4 * id);
    return new String(input.bytes(), start + from, to - from, StandardCharsets.UTF_8);
  }
}
