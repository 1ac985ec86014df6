package k4j.apiserver.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// The texts that values begin with, and those that say what is wrong with them.
final class Ascii {

  private Ascii() {}

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static boolean begins(byte[] value, int at, byte[] with) {
    if (value.length - at < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (value[at + i] != with[i]) {
        return false;
      }
    }
    return true;
  }

  static String joined(List<String> problems) {
    List<String> distinct = problems.stream().distinct().toList();
    return distinct.size() == 1 ? distinct.getFirst() : "[" + String.join(", ", distinct) + "]";
  }
}
