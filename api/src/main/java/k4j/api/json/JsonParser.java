package k4j.api.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads UTF-8 JSON into the tree. Strict (RFC 8259), except that a name given twice keeps its last
/// value, as in Go; a listener may hear of it.
public final class JsonParser {

  /// What Go's decoder allows.
  private static final int MAX_DEPTH = 10_000;

  private final byte[] in;
  private final @Nullable List<String> duplicates;
  private int at;
  private int depth;

  private JsonParser(byte[] in, @Nullable List<String> duplicates) {
    this.in = in;
    this.duplicates = duplicates;
  }

  /// @throws JsonException where the bytes are not one JSON value
  public static Json parse(byte[] utf8) {
    return new JsonParser(utf8, null).document();
  }

  /// @throws JsonException where the text is not one JSON value
  public static Json parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Reads an object.
  ///
  /// @throws JsonException where the bytes are not one JSON object
  public static JsonObject parseObject(byte[] utf8) {
    if (parse(utf8) instanceof JsonObject object) {
      return object;
    }
    throw new JsonException("a JSON object was expected", 0);
  }

  /// As `parse`, and adds each name that an object has twice, in the form `spec.replicas`.
  public static Json parse(byte[] utf8, List<String> duplicates) {
    return new JsonParser(utf8, duplicates).document();
  }

  private Json document() {
    Json value = value("");
    skipSpace();
    if (at < in.length) {
      throw unexpected("after top-level value");
    }
    return value;
  }

  private Json value(String path) {
    skipSpace();
    if (at >= in.length) {
      throw new JsonException("unexpected end of JSON input", at);
    }
    return switch (in[at]) {
      case '{' -> object(path);
      case '[' -> array(path);
      case '"' -> new JsonString(string());
      case 't' -> literal("true", JsonBoolean.TRUE);
      case 'f' -> literal("false", JsonBoolean.FALSE);
      case 'n' -> literal("null", JsonNull.NULL);
      default -> number();
    };
  }

  private Json object(String path) {
    enter();
    at++;
    var builder = new JsonObjectBuilder();
    skipSpace();
    if (peek() == '}') {
      at++;
      depth--;
      return JsonObject.EMPTY;
    }
    while (true) {
      skipSpace();
      if (peek() != '"') {
        throw unexpected("looking for beginning of object key string");
      }
      String name = name();
      skipSpace();
      if (peek() != ':') {
        throw unexpected("after object key");
      }
      at++;
      String inner = "";
      if (duplicates != null) {
        inner = path.isEmpty() ? name : path + "." + name;
        if (builder.has(name)) {
          duplicates.add(inner);
        }
      }
      builder.put(name, value(inner));
      skipSpace();
      int next = peek();
      at++;
      if (next == '}') {
        depth--;
        return builder.build();
      }
      if (next != ',') {
        at--;
        throw unexpected("after object key:value pair");
      }
    }
  }

  private Json array(String path) {
    enter();
    at++;
    skipSpace();
    if (peek() == ']') {
      at++;
      depth--;
      return JsonArray.EMPTY;
    }
    var items = new ArrayList<Json>();
    while (true) {
      items.add(value(duplicates == null ? "" : path + "[" + items.size() + "]"));
      skipSpace();
      int next = peek();
      at++;
      if (next == ']') {
        depth--;
        return JsonArray.owning(items.toArray(Json[]::new));
      }
      if (next != ',') {
        at--;
        throw unexpected("after array element");
      }
    }
  }

  private void enter() {
    if (++depth > MAX_DEPTH) {
      throw new JsonException("exceeded max depth", at);
    }
  }

  /// A name: almost always plain and known.
  private String name() {
    int from = at + 1;
    int end = plainEnd(from);
    if (end >= 0) {
      at = end + 1;
      return NameTable.SHARED.name(in, from, end);
    }
    return string().intern();
  }

  private String string() {
    int from = at + 1;
    int end = plainEnd(from);
    if (end >= 0) {
      at = end + 1;
      return new String(in, from, end - from, StandardCharsets.UTF_8);
    }
    return escaped(from);
  }

  /// Where the closing quote stands, or -1 where an escape comes first.
  private int plainEnd(int from) {
    for (int i = from; i < in.length; i++) {
      byte b = in[i];
      if (b == '"') {
        return i;
      }
      if (b == '\\') {
        return -1;
      }
      if (b >= 0 && b < 0x20) {
        at = i;
        throw unexpected("in string literal");
      }
    }
    at = in.length;
    throw new JsonException("unexpected end of JSON input", at);
  }

  private String escaped(int from) {
    var out = new StringBuilder();
    int run = from;
    int i = from;
    while (true) {
      if (i >= in.length) {
        throw new JsonException("unexpected end of JSON input", i);
      }
      byte b = in[i];
      if (b == '"') {
        out.append(new String(in, run, i - run, StandardCharsets.UTF_8));
        at = i + 1;
        return out.toString();
      }
      if (b >= 0 && b < 0x20) {
        at = i;
        throw unexpected("in string literal");
      }
      if (b == '\\') {
        out.append(new String(in, run, i - run, StandardCharsets.UTF_8));
        at = i + 1;
        out.append(escape());
        i = at;
        run = i;
      } else {
        i++;
      }
    }
  }

  private char escape() {
    int b = peek();
    at++;
    return switch (b) {
      case '"', '\\', '/' -> (char) b;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        at--;
        throw unexpected("in string escape code");
      }
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0) {
        throw unexpected("in \\u hexadecimal character escape");
      }
      value = value << 4 | digit;
      at++;
    }
    return (char) value;
  }

  private Json literal(String word, Json value) {
    for (int i = 0; i < word.length(); i++, at++) {
      if (peek() != word.charAt(i)) {
        throw unexpected("in literal " + word);
      }
    }
    return value;
  }

  private Json number() {
    int from = at;
    if (peek() == '-') {
      at++;
    }
    int firstDigit = at;
    digits("in numeric literal");
    if (in[firstDigit] == '0' && at > firstDigit + 1) {
      at = firstDigit + 1;
      throw unexpected("after top-level value");
    }
    boolean whole = true;
    if (peekOrEnd() == '.') {
      whole = false;
      at++;
      digits("after decimal point in numeric literal");
    }
    if (peekOrEnd() == 'e' || peekOrEnd() == 'E') {
      whole = false;
      at++;
      if (peekOrEnd() == '+' || peekOrEnd() == '-') {
        at++;
      }
      digits("in exponent of numeric literal");
    }
    if (whole && at - firstDigit <= 18) {
      return new JsonInteger(small(firstDigit, from != firstDigit));
    }
    String text = new String(in, from, at - from, StandardCharsets.US_ASCII);
    if (whole) {
      try {
        return new JsonInteger(Long.parseLong(text));
      } catch (NumberFormatException tooLarge) {
        return new JsonDecimal(Double.parseDouble(text)); // as Go's decoder into interface{}
      }
    }
    return new JsonDecimal(Double.parseDouble(text));
  }

  private long small(int firstDigit, boolean negative) {
    long value = 0;
    for (int i = firstDigit; i < at; i++) {
      value = value * 10 + (in[i] - '0');
    }
    return negative ? -value : value;
  }

  private void digits(String where) {
    int from = at;
    while (at < in.length && in[at] >= '0' && in[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw unexpected(
          from == 0 || where.startsWith("in num") ? "looking for beginning of value" : where);
    }
  }

  private int peek() {
    if (at >= in.length) {
      throw new JsonException("unexpected end of JSON input", at);
    }
    return in[at];
  }

  private int peekOrEnd() {
    return at < in.length ? in[at] : -1;
  }

  private void skipSpace() {
    while (at < in.length
        && (in[at] == ' ' || in[at] == '\n' || in[at] == '\t' || in[at] == '\r')) {
      at++;
    }
  }

  /// The words of Go's decoder, which clients see.
  private JsonException unexpected(String where) {
    if (at >= in.length) {
      return new JsonException("unexpected end of JSON input", at);
    }
    char c = (char) (in[at] & 0xff);
    String shown =
        c == '\''
            ? "'\\''"
            : c == '"' ? "'\"'" : c < 0x20 ? String.format("'\\x%02x'", (int) c) : "'" + c + "'";
    return new JsonException("invalid character " + shown + " " + where, at);
  }
}
