package k4j.api.schema;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The definitions of the compiled schema: an index sorted by name, from which each is made when
/// first asked for, and only once.
final class CompiledDefinitions {

  private static final int ENTRY = 12;
  private static final int ATOMIC = 1;
  private static final int HIDDEN = 2;

  private final CompiledInput input;
  private final CompiledTexts texts;
  private final int start;
  private final int count;
  private final int fieldsStart;
  private final AtomicReferenceArray<@Nullable ObjectType> types;
  private final FieldReader reader;
  private final Descriptions descriptions;

  /// @param start where the index begins with its length
  CompiledDefinitions(byte[] bytes, CompiledTexts texts, int start) {
    input = new CompiledInput(bytes, start, texts);
    this.texts = texts;
    count = input.fixed(start);
    this.start = start + 4;
    fieldsStart = end() + 4 + input.fixed(end());
    types = new AtomicReferenceArray<>(count);
    descriptions =
        new Descriptions(count, i -> new CompiledInput(bytes, fieldsAt(i), texts).number());
    reader = new FieldReader(bytes, texts, this::type, descriptions);
  }

  /// Where the index ends.
  int end() {
    return start + ENTRY * count;
  }

  int count() {
    return count;
  }

  Descriptions descriptions() {
    return descriptions;
  }

  private int fieldsAt(int index) {
    return fieldsStart + input.fixed(start + ENTRY * index + 8);
  }

  String name(int index) {
    return texts.text(input.fixed(start + ENTRY * index));
  }

  private int flags(int index) {
    return input.fixed(start + ENTRY * index + 4);
  }

  boolean hidden(int index) {
    return (flags(index) & HIDDEN) != 0;
  }

  /// The number of a definition, negative where there is none of the name.
  int find(String name) {
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = name(middle).compareTo(name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  ObjectType type(int index) {
    ObjectType known = types.get(index);
    if (known != null) {
      return known;
    }
    boolean atomic = (flags(index) & ATOMIC) != 0;
    int offset = fieldsAt(index);
    types.compareAndSet(
        index, null, ObjectType.struct(name(index), atomic, () -> reader.fields(index, offset)));
    return type(index);
  }
}
