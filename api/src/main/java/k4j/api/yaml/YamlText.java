package k4j.api.yaml;

import java.util.List;
import java.util.Locale;

/// Writes one text as a YAML scalar in the style that Go's `yaml.v2` chooses.
final class YamlText {

  private static final int WIDTH = 80;
  private static final String FIRST_INDICATORS = "#,[]{}&*!|>'\"%@`";

  private YamlText() {}

  static void writeKey(StringBuilder out, String name) {
    if (needsDoubleQuotes(name)
        || name.contains("\n")
        || name.isEmpty()
        || YamlScalars.needsQuotes(name)) {
      doubleQuoted(out, name);
    } else if (plainAllowed(name)) {
      out.append(name);
    } else {
      out.append('\'').append(name.replace("'", "''")).append('\'');
    }
  }

  /// @param indent of the mapping or list in which the text stands
  /// @param column at which it begins
  static void write(StringBuilder out, String text, int indent, int column) {
    if (text.isEmpty() || YamlScalars.needsQuotes(text)) {
      doubleQuoted(out, text);
    } else if (needsDoubleQuotes(text)) {
      doubleQuoted(out, text);
    } else if (text.indexOf('\n') >= 0) {
      literal(out, text, indent);
    } else if (plainAllowed(text)) {
      folded(out, text, indent, column);
    } else {
      out.append('\'');
      folded(out, text.replace("'", "''"), indent, column + 1);
      out.append('\'');
    }
  }

  /// Breaks at blanks once a line is longer than 80 columns.
  private static void folded(StringBuilder out, String text, int indent, int column) {
    int at = column;
    boolean blankBefore = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean blank = c == ' ';
      boolean breakable =
          blank
              && !blankBefore
              && at > WIDTH
              && i > 0
              && i + 1 < text.length()
              && text.charAt(i + 1) != ' ';
      if (breakable) {
        out.append('\n').repeat(' ', indent + 2);
        at = indent + 2;
      } else {
        out.append(c);
        at++;
      }
      blankBefore = blank;
    }
  }

  private static void literal(StringBuilder out, String text, int indent) {
    int depth = indent + 2;
    out.append('|');
    if (text.startsWith(" ") || text.startsWith("\n")) {
      out.append(2);
    }
    if (!text.endsWith("\n")) {
      out.append('-');
    } else if (text.endsWith("\n\n") || text.length() == 1) {
      out.append('+');
    }
    String[] lines = text.split("\n", -1);
    int count = text.endsWith("\n") ? lines.length - 1 : lines.length;
    for (int i = 0; i < count; i++) {
      out.append('\n');
      if (!lines[i].isEmpty()) {
        out.repeat(' ', depth).append(lines[i]);
      }
    }
  }

  private static void doubleQuoted(StringBuilder out, String text) {
    out.append('"');
    text.codePoints().forEach(point -> escaped(out, point));
    out.append('"');
  }

  private static void escaped(StringBuilder out, int point) {
    switch (point) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case 0 -> out.append("\\0");
      case 7 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case 11 -> out.append("\\v");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      case 0x1b -> out.append("\\e");
      case 0x85 -> out.append("\\N");
      case 0xa0 -> out.append("\\_");
      case 0x2028 -> out.append("\\L");
      case 0x2029 -> out.append("\\P");
      default -> {
        if (printable(point)) {
          out.appendCodePoint(point);
        } else {
          String form = point < 0x100 ? "\\x%02X" : point < 0x10000 ? "\\u%04X" : "\\U%08X";
          out.append(String.format(Locale.ROOT, form, point));
        }
      }
    }
  }

  /// Line and paragraph separators, which would be read as new lines.
  private static boolean breaksLine(char c) {
    return c == '\u2028' || c == '\u2029';
  }

  private static boolean needsDoubleQuotes(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\n' && (Character.isSurrogate(c) || !printable(c) || breaksLine(c))) {
        return true;
      }
    }
    return false;
  }

  private static boolean printable(int c) {
    return (c >= 0x20 && c < 0x7f)
        || (c >= 0xa0 && c < 0xd800)
        || (c >= 0xe000 && c < 0xfffe && c != 0xfeff);
  }

  private static boolean plainAllowed(String text) {
    char first = text.charAt(0);
    char last = text.charAt(text.length() - 1);
    if (first == ' ' || last == ' ' || FIRST_INDICATORS.indexOf(first) >= 0) {
      return false;
    }
    if (text.startsWith("---") || text.startsWith("...")) {
      return false;
    }
    boolean aloneOrBlank = text.length() == 1 || text.charAt(1) == ' ';
    if ((first == '-' || first == '?' || first == ':') && aloneOrBlank) {
      return false;
    }
    return last != ':' && !text.contains(": ") && !text.contains(" #") && !hasLineBreak(text);
  }

  private static boolean hasLineBreak(String text) {
    return text.indexOf('\u2028') >= 0
        || text.indexOf('\u2029') >= 0
        || text.indexOf('\u0085') >= 0;
  }

  /// As Go's writer sorts names: letters after the rest, numbers within names by value.
  static List<String> inNaturalOrder(List<String> names) {
    return names.stream().sorted(YamlText::compareNatural).toList();
  }

  private static int compareNatural(String a, String b) {
    int common = Math.min(a.length(), b.length());
    boolean digits = false;
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x == y) {
        digits = isDigit(x);
        continue;
      }
      boolean xLetter = Character.isLetter(x);
      boolean yLetter = Character.isLetter(y);
      if (xLetter && yLetter) {
        return x - y;
      }
      if (xLetter || yLetter) {
        return digits ? (xLetter ? -1 : 1) : (xLetter ? 1 : -1);
      }
      long xNumber = numberAt(a, i);
      long yNumber = numberAt(b, i);
      return xNumber != yNumber ? Long.compare(xNumber, yNumber) : x - y;
    }
    return a.length() - b.length();
  }

  private static long numberAt(String text, int from) {
    long value = 0;
    for (int i = from; i < text.length() && i < from + 18 && isDigit(text.charAt(i)); i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
