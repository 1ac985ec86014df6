package k4j.api.schema;

import java.util.ArrayList;
import java.util.List;

/// Reads numbers and texts of a compiled file one after the other.
final class CompiledInput {

  private final byte[] bytes;
  private final CompiledTexts texts;
  private int at;

  CompiledInput(byte[] bytes, int at, CompiledTexts texts) {
    this.bytes = bytes;
    this.at = at;
    this.texts = texts;
  }

  byte[] bytes() {
    return bytes;
  }

  int position() {
    return at;
  }

  /// Four bytes anywhere, big end first.
  int fixed(int offset) {
    return (bytes[offset] & 0xff) << 24
        | (bytes[offset + 1] & 0xff) << 16
        | (bytes[offset + 2] & 0xff) << 8
        | (bytes[offset + 3] & 0xff);
  }

  int number() {
    int result = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes[at++];
      result |= (next & 0x7f) << shift;
      shift += 7;
    } while (next < 0);
    return result;
  }

  String text() {
    return texts.text(number());
  }

  /// A text that names a field.
  String name() {
    return texts.name(number());
  }

  List<String> textList() {
    int size = number();
    if (size == 0) {
      return List.of();
    }
    var result = new ArrayList<String>(size);
    for (int i = 0; i < size; i++) {
      result.add(text());
    }
    return result;
  }
}
