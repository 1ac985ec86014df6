package k4j.api.json;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes the tree as compact UTF-8 JSON, in the very form of Go's encoder, so that bytes compare
/// equal with what Kubernetes would send.
public final class JsonWriter implements Layout.Visitor {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /// Go escapes these: control characters, quotes, backslashes, and what matters in HTML.
  private static final boolean[] ESCAPED = new boolean[0x80];

  static {
    Arrays.fill(ESCAPED, 0, 0x20, true);
    for (char c : "\"\\<>&".toCharArray()) {
      ESCAPED[c] = true;
    }
  }

  private byte[] out;
  private int size;
  private int depth;
  private @Nullable Mark mark;

  private JsonWriter(int capacity) {
    out = new byte[capacity];
  }

  public static byte[] toBytes(Json value) {
    return toBytes(value, Layout.SORTED);
  }

  public static byte[] toBytes(Json value, Layout layout) {
    var writer = new JsonWriter(512);
    writer.write(value, layout);
    return Arrays.copyOf(writer.out, writer.size);
  }

  public static String toString(Json value) {
    return toString(value, Layout.SORTED);
  }

  public static String toString(Json value, Layout layout) {
    var writer = new JsonWriter(64);
    writer.write(value, layout);
    return new String(writer.out, 0, writer.size, StandardCharsets.UTF_8);
  }

  /// Bytes of an object and a place in them.
  public static final class Marked {

    private final byte[] utf8;
    private final int mark;

    Marked(byte[] utf8, int mark) {
      this.utf8 = utf8;
      this.mark = mark;
    }

    /// Not copied: nobody may write to it.
    public byte[] utf8() {
      return utf8;
    }

    /// The place, or -1 where there is no such entry.
    public int mark() {
      return mark;
    }
  }

  /// Writes an object and tells where the entry `inner` of its entry `outer` begins, or ends where
  /// the layout is that of a struct.
  public static Marked toBytesMarking(JsonObject value, Layout layout, String outer, String inner) {
    var writer = new JsonWriter(4096);
    var mark = new Mark(outer, inner, layout != Layout.SORTED);
    writer.mark = mark;
    writer.write(value, layout);
    return new Marked(Arrays.copyOf(writer.out, writer.size), mark.at);
  }

  /// A place that is wanted, and where it was found.
  private static final class Mark {
    private final String outer;
    private final String inner;
    private final boolean behind;
    private boolean within;
    private int at = -1;

    Mark(String outer, String inner, boolean behind) {
      this.outer = outer;
      this.inner = inner;
      this.behind = behind;
    }
  }

  private void write(Json value, Layout layout) {
    switch (value) {
      case JsonObject object -> writeObject(object, layout);
      case JsonArray array -> writeArray(array, layout.items());
      case JsonString text -> writeString(text.value());
      case JsonInteger number -> ascii(Long.toString(number.value()));
      case JsonDecimal number -> ascii(decimal(number.value()));
      case JsonBoolean truth -> ascii(truth.value() ? "true" : "false");
      case JsonNull _ -> ascii("null");
    }
  }

  private void writeObject(JsonObject object, Layout layout) {
    put('{');
    depth++;
    layout.lay(object, this);
    depth--;
    put('}');
  }

  @Override
  public void entry(String name, Json value, Layout layout) {
    if (out[size - 1] != '{') {
      put(',');
    }
    Mark wanted = depth <= 2 ? mark : null;
    if (wanted == null) {
      writeString(name);
      put(':');
      write(value, layout);
      return;
    }
    if (depth == 1) {
      wanted.within = name.equals(wanted.outer);
    }
    boolean here = depth == 2 && wanted.within && name.equals(wanted.inner);
    int start = size;
    writeString(name);
    put(':');
    write(value, layout);
    if (here) {
      wanted.at = wanted.behind ? size : start;
    }
  }

  private void writeArray(JsonArray array, Layout items) {
    put('[');
    for (int i = 0; i < array.size(); i++) {
      if (i > 0) {
        put(',');
      }
      write(array.get(i), items);
    }
    put(']');
  }

  private void writeString(String text) {
    int length = text.length();
    reserve(length + 2);
    byte[] bytes = out;
    int end = size;
    bytes[end++] = '"';
    int i = 0;
    while (i < length) {
      char c = text.charAt(i);
      if (c >= 0x80 || ESCAPED[c]) {
        break;
      }
      bytes[end++] = (byte) c;
      i++;
    }
    size = end;
    if (i < length) {
      writeRest(text, i);
    }
    put('"');
  }

  private void writeRest(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        i += wide(text, i);
      } else if (ESCAPED[c]) {
        escape(c);
      } else {
        put(c);
      }
    }
  }

  private void escape(char c) {
    switch (c) {
      case '"', '\\' -> pair(c);
      case '\n' -> pair('n');
      case '\r' -> pair('r');
      case '\t' -> pair('t');
      case '\b' -> pair('b');
      case '\f' -> pair('f');
      default -> unicode(c);
    }
  }

  private void pair(char c) {
    put('\\');
    put(c);
  }

  private void unicode(char c) {
    ascii("\\u");
    put((char) HEX[c >> 12 & 15]);
    put((char) HEX[c >> 8 & 15]);
    put((char) HEX[c >> 4 & 15]);
    put((char) HEX[c & 15]);
  }

  /// Writes a character beyond ASCII; returns how many further `char` it took.
  private int wide(String text, int index) {
    int point = text.codePointAt(index);
    if (point == 0x2028 || point == 0x2029) {
      unicode((char) point);
      return 0;
    }
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      ascii("\\ufffd");
      return 0;
    }
    byte[] utf8 = Character.toString(point).getBytes(StandardCharsets.UTF_8);
    reserve(utf8.length);
    System.arraycopy(utf8, 0, out, size, utf8.length);
    size += utf8.length;
    return Character.charCount(point) - 1;
  }

  /// As Go's `encoding/json`: the shortest text that reads back the same, exponents only beyond
  /// 1e21 and below 1e-6.
  static String decimal(double value) {
    double magnitude = Math.abs(value);
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    var shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (magnitude >= 1e-6 && magnitude < 1e21) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return (value < 0 ? "-" : "")
        + mantissa
        + (exponent < 0 ? "e-" : "e+")
        + (exponent > -10 && exponent < 0
            ? String.valueOf(-exponent)
            : String.format("%02d", Math.abs(exponent)));
  }

  private void ascii(String text) {
    int length = text.length();
    reserve(length);
    for (int i = 0; i < length; i++) {
      out[size++] = (byte) text.charAt(i);
    }
  }

  private void put(char c) {
    reserve(1);
    out[size++] = (byte) c;
  }

  private void reserve(int more) {
    if (size + more > out.length) {
      out = Arrays.copyOf(out, Math.max(out.length * 2, size + more));
    }
  }
}
