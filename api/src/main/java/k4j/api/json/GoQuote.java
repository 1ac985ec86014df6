package k4j.api.json;

/// Writes texts as Go's `%q` does, which messages of Kubernetes show.
public final class GoQuote {

  private GoQuote() {}

  public static String quote(String text) {
    var out = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(point -> append(out, point));
    return out.append('"').toString();
  }

  static void append(StringBuilder out, int point) {
    switch (point) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case 7 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 11 -> out.append("\\v");
      default -> {
        if (printable(point)) {
          out.appendCodePoint(point);
        } else if (point < 0x80) {
          hex(out.append("\\x"), point, 2);
        } else if (point < 0x10000) {
          hex(out.append("\\u"), point, 4);
        } else {
          hex(out.append("\\U"), point, 8);
        }
      }
    }
  }

  private static void hex(StringBuilder out, int value, int width) {
    String digits = Integer.toHexString(value);
    out.repeat('0', width - digits.length()).append(digits);
  }

  private static boolean printable(int point) {
    if (point < 0x80) {
      return point >= 0x20 && point < 0x7f;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
