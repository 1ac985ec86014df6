package k4j.api.codec;

/// Finds where a text stops being base64, as Go's decoder counts.
final class Base64Check {

  private Base64Check() {}

  /// -1 where it is base64 throughout.
  static int firstBad(String text) {
    int length = text.length();
    int end = length;
    while (end > 0 && length - end < 2 && text.charAt(end - 1) == '=') {
      end--;
    }
    for (int i = 0; i < end; i++) {
      if (!isDigit(text.charAt(i))) {
        return i;
      }
    }
    if (length % 4 == 0) {
      return -1;
    }
    return end < length ? end + (length - end) : length - length % 4;
  }

  private static boolean isDigit(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }
}
