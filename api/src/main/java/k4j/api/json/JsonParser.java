package k4j.api.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads UTF-8 JSON into the tree. Strict (RFC 8259), except that a name given twice keeps its last
/// value, as in Go; a listener may hear of it.
public final class JsonParser {

  /// Go's decoder allows 10,000, which no real object comes near and the stack may not hold.
  private static final int MAX_DEPTH = 500;

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
    byte[] bytes = in;
    int from = at + 1;
    int hash = 0;
    for (int i = from; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '"') {
        at = i + 1;
        return NameTable.SHARED.name(bytes, from, i, hash);
      }
      if (b == '\\' || b < 0x20) {
        break;
      }
      hash = 31 * hash + b;
    }
    return string().intern();
  }

  private String string() {
    byte[] bytes = in;
    int from = at + 1;
    int i = from;
    while (i < bytes.length && bytes[i] >= 0x20 && bytes[i] != '"' && bytes[i] != '\\') {
      i++;
    }
    if (i < bytes.length && bytes[i] == '"') {
      at = i + 1;
      return new String(bytes, from, i - from, StandardCharsets.ISO_8859_1); // a mere copy
    }
    return escaped(from);
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
        return withoutLoneSurrogates(out);
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

  private static String withoutLoneSurrogates(StringBuilder text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isSurrogate(text.charAt(i))) {
        continue;
      }
      if (Character.isBmpCodePoint(text.codePointAt(i))) {
        text.setCharAt(i, '\ufffd');
      } else {
        i++;
      }
    }
    return text.toString();
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
      if (peekOrEnd() != word.charAt(i)) {
        throw cutOff("in literal %s (expecting '%c')".formatted(word, word.charAt(i)));
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
    if (peekOrEnd() == '0') {
      at++; // no digit may follow: whoever reads on will say so
    } else {
      digits(from == at ? "looking for beginning of value" : "in numeric literal");
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
    return whole && at - firstDigit <= 18
        ? new JsonInteger(small(firstDigit, from != firstDigit))
        : large(from, whole);
  }

  private Json large(int from, boolean whole) {
    String text = new String(in, from, at - from, StandardCharsets.US_ASCII);
    if (whole) {
      try {
        return new JsonInteger(Long.parseLong(text));
      } catch (NumberFormatException tooLarge) {
        return new JsonDecimal(Double.parseDouble(text)); // as Go's decoder into interface{}
      }
    }
    double value = Double.parseDouble(text);
    if (Double.isInfinite(value)) {
      throw new JsonException(
          "json: cannot unmarshal number " + text + " into Go value of type float64", from);
    }
    return new JsonDecimal(value);
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
      throw cutOff(where);
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
    byte[] bytes = in;
    int i = at;
    while (i < bytes.length && bytes[i] <= ' ' && isSpace(bytes[i])) {
      i++;
    }
    at = i;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\t' || b == '\r';
  }

  /// Go's decoder sees a blank where the input ends within a word or a number.
  private JsonException cutOff(String where) {
    return at >= in.length
        ? new JsonException("invalid character ' ' " + where, at)
        : unexpected(where);
  }

  /// The words of Go's decoder, which clients see.
  private JsonException unexpected(String where) {
    if (at >= in.length) {
      return new JsonException("unexpected end of JSON input", at);
    }
    int c = in[at] & 0xff;
    var shown = new StringBuilder();
    switch (c) {
      case '\'' -> shown.append("\\'");
      case '"' -> shown.append('"');
      default -> GoQuote.append(shown, c);
    }
    return new JsonException("invalid character '" + shown + "' " + where, at);
  }
}
