package k4j.schema.writer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A growing array of variable-length numbers, with a table of the texts that they refer to.
final class Bytes {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Texts texts;

  Bytes(Texts texts) {
    this.texts = texts;
  }

  /// Every text once, in the order of first use.
  static final class Texts {
    private final Map<String, Integer> ids = new LinkedHashMap<>();

    int id(String text) {
      return ids.computeIfAbsent(text, _ -> ids.size());
    }

    /// The table: count, the end of each text, then all texts one after the other.
    byte[] encoded() {
      List<byte[]> all = new ArrayList<>();
      ids.keySet().forEach(t -> all.add(t.getBytes(StandardCharsets.UTF_8)));
      var table = new Bytes(this);
      table.fixed(all.size());
      int end = 0;
      for (byte[] text : all) {
        end += text.length;
        table.fixed(end);
      }
      all.forEach(table::raw);
      return table.array();
    }
  }

  Bytes number(int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
    return this;
  }

  /// Four bytes, big end first.
  Bytes fixed(int value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.write(value >>> shift);
    }
    return this;
  }

  Bytes text(String text) {
    return number(texts.id(text));
  }

  Bytes texts(List<String> list) {
    number(list.size());
    list.forEach(this::text);
    return this;
  }

  Bytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] array() {
    return out.toByteArray();
  }
}
