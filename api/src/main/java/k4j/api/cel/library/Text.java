package k4j.api.cel.library;

import k4j.api.cel.value.EvaluationException;

/// A text by its characters, not by Java's UTF-16.
final class Text {

  private final int[] characters;

  Text(Object text) {
    characters = ((String) text).codePoints().toArray();
  }

  int length() {
    return characters.length;
  }

  String part(int start, int end) {
    return new String(characters, start, end - start);
  }

  private boolean standsAt(int index, Text part) {
    for (int i = 0; i < part.characters.length; i++) {
      if (characters[index + i] != part.characters[i]) {
        return false;
      }
    }
    return true;
  }

  long indexOf(Text part, long from) {
    if (part.length() == 0) {
      return from;
    }
    requireIndex(from);
    for (long i = from; i <= length() - part.length(); i++) {
      if (standsAt((int) i, part)) {
        return i;
      }
    }
    return -1;
  }

  private static void requireIndex(long index) {
    if (index < 0) {
      throw new EvaluationException("index out of range: " + index);
    }
  }

  long lastIndexOf(Text part) {
    if (part.length() == 0) {
      return length();
    }
    return length() < part.length() ? -1 : lastIndexOf(part, length() - 1L);
  }

  long lastIndexOf(Text part, long from) {
    if (part.length() == 0) {
      return from;
    }
    requireIndex(from);
    if (from >= length()) {
      return -1;
    }
    for (long i = Math.min(from, length() - part.length()); i >= 0; i--) {
      if (standsAt((int) i, part)) {
        return i;
      }
    }
    return -1;
  }
}
