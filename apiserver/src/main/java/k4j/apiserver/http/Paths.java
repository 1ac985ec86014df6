package k4j.apiserver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// The path of a URL without its escapes, which is all that is undone: `..` stays a name, `;` a
/// character.
final class Paths {

  private Paths() {}

  /// Escapes that are none are left as they are.
  static String decode(String raw) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    var out = new ByteArrayOutputStream(raw.length());
    byte[] bytes = raw.getBytes(UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      int value = bytes[i] == '%' ? value(bytes, i) : -1;
      if (value >= 0) {
        out.write(value);
        i += 2;
      } else {
        out.write(bytes[i]);
      }
    }
    return out.toString(UTF_8);
  }

  private static int value(byte[] bytes, int at) {
    if (at + 2 >= bytes.length) {
      return -1;
    }
    int high = Character.digit(bytes[at + 1], 16);
    int low = Character.digit(bytes[at + 2], 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
