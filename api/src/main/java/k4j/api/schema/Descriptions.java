package k4j.api.schema;

import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The texts of the API reference, read when somebody asks for one and given up when memory is
/// needed.
final class Descriptions {

  private final int definitions;
  private final IntUnaryOperator fieldCount;
  private volatile SoftReference<Loaded> loaded = new SoftReference<>(null);

  private static final class Loaded {
    final CompiledInput input;
    final CompiledTexts texts;
    final int[] starts;
    final Map<String, String> others;

    Loaded(CompiledInput input, CompiledTexts texts, int[] starts, Map<String, String> others) {
      this.input = input;
      this.texts = texts;
      this.starts = starts;
      this.others = others;
    }

    String text(int position) {
      return texts.text(input.fixed(position));
    }
  }

  /// @param fieldCount how many fields a definition has, by its number
  Descriptions(int definitions, IntUnaryOperator fieldCount) {
    this.definitions = definitions;
    this.fieldCount = fieldCount;
  }

  /// The text about a definition, by its number.
  String definition(int index) {
    Loaded now = loaded();
    return now.text(now.starts[index]);
  }

  String field(int definition, int field) {
    Loaded now = loaded();
    return now.text(now.starts[definition] + 4 + 4 * field);
  }

  /// The text about a type that is no definition, such as `Quantity`.
  String other(String name) {
    return loaded().others.getOrDefault(name, "");
  }

  private Loaded loaded() {
    @Nullable Loaded known = loaded.get();
    if (known == null) {
      known = load();
      loaded = new SoftReference<>(known);
    }
    return known;
  }

  private Loaded load() {
    byte[] bytes = BuiltinCatalog.resource("builtin.descriptions");
    var texts = new CompiledTexts(bytes, false);
    var input = new CompiledInput(bytes, 0, texts);
    int[] starts = new int[definitions];
    int at = texts.end();
    for (int i = 0; i < starts.length; i++) {
      starts[i] = at;
      at += 4 + 4 * fieldCount.applyAsInt(i);
    }
    int count = input.fixed(at);
    var others = new HashMap<String, String>();
    for (int i = 0; i < count; i++) {
      at += 4;
      String name = texts.text(input.fixed(at));
      at += 4;
      others.put(name, texts.text(input.fixed(at)));
    }
    return new Loaded(input, texts, starts, others);
  }
}
