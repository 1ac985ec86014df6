package k4j.cri.embedded.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads one JSON text into maps, lists, strings, numbers and booleans.
final class JsonParser {
  private static final int MAX_DEPTH = 200;
  private final String text;
  private int at;
  private int depth;

  JsonParser(String text) {
    this.text = text;
  }

  @Nullable Object parse() {
    Object result = value();
    space();
    if (at != text.length()) {
      throw bad();
    }
    return result;
  }

  private @Nullable Object value() {
    space();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    open();
    if (!closes('}')) {
      do {
        space();
        String key = string();
        space();
        expect(':');
        result.put(key, value());
      } while (continues('}'));
    }
    depth--;
    return result;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> result = new ArrayList<>();
    open();
    if (!closes(']')) {
      do {
        result.add(value());
      } while (continues(']'));
    }
    depth--;
    return result;
  }

  private void open() {
    at++;
    if (++depth > MAX_DEPTH) {
      throw bad();
    }
  }

  private boolean closes(char end) {
    space();
    if (peek() == end) {
      at++;
      return true;
    }
    return false;
  }

  private boolean continues(char end) {
    space();
    if (peek() == ',') {
      at++;
      return true;
    }
    expect(end);
    return false;
  }

  private String string() {
    expect('"');
    StringBuilder result = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return result.toString();
      }
      result.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = next();
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > text.length()) {
          throw bad();
        }
        at += 4;
        yield (char) hex(text.substring(at - 4, at));
      }
      case '"', '\\', '/' -> c;
      default -> throw bad();
    };
  }

  private int hex(String digits) {
    try {
      return Integer.parseInt(digits, 16);
    } catch (NumberFormatException _) {
      throw bad();
    }
  }

  private Number number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at);
    try {
      if (digits.indexOf('.') < 0 && digits.indexOf('e') < 0 && digits.indexOf('E') < 0) {
        return Long.valueOf(digits);
      }
      return Double.valueOf(digits);
    } catch (NumberFormatException _) {
      throw bad();
    }
  }

  private @Nullable Object word(String word, @Nullable Object result) {
    if (!text.startsWith(word, at)) {
      throw bad();
    }
    at += word.length();
    return result;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private char next() {
    if (at >= text.length()) {
      throw bad();
    }
    return text.charAt(at++);
  }

  private void expect(char c) {
    if (next() != c) {
      throw bad();
    }
  }

  private IllegalArgumentException bad() {
    return new IllegalArgumentException("invalid JSON at character " + at);
  }
}
