package k4j.api.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Remembers the names that objects use, so that one text exists once and reading a known name
/// costs no allocation. A slot that two names share keeps the later one: the table never grows.
final class NameTable {

  static final NameTable SHARED = new NameTable(8192);

  private final AtomicReferenceArray<Slot> slots;
  private final int mask;

  private static final class Slot {
    private final byte[] utf8;
    private final String name;

    Slot(byte[] utf8, String name) {
      this.utf8 = utf8;
      this.name = name;
    }
  }

  NameTable(int size) {
    slots = new AtomicReferenceArray<>(size);
    mask = size - 1;
  }

  /// @param hash of the bytes, `31 * hash + b` each
  String name(byte[] bytes, int from, int to, int hash) {
    int index = (hash ^ hash >>> 15) & mask;
    Slot slot = slots.getPlain(index);
    if (slot != null && same(slot.utf8, bytes, from, to)) {
      return slot.name;
    }
    String name = new String(bytes, from, to - from, StandardCharsets.UTF_8).intern();
    slots.lazySet(index, new Slot(Arrays.copyOfRange(bytes, from, to), name));
    return name;
  }

  private static boolean same(byte[] known, byte[] bytes, int from, int to) {
    if (known.length != to - from) {
      return false;
    }
    for (int i = 0; i < known.length; i++) {
      if (known[i] != bytes[from + i]) {
        return false;
      }
    }
    return true;
  }
}
