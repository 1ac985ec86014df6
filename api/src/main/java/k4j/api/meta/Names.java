package k4j.api.meta;

import java.util.random.RandomGenerator;

/// Makes the names that the server chooses.
public final class Names {

  /// No vowels and no look-alikes, so that no words appear by chance.
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int MAX_LENGTH = 63;
  private static final int SUFFIX_LENGTH = 5;

  private Names() {}

  /// A name that begins with `generateName`, cut so that the whole is no longer than a DNS label.
  public static String generate(String generateName, RandomGenerator random) {
    int room = MAX_LENGTH - SUFFIX_LENGTH;
    String start = generateName.length() > room ? generateName.substring(0, room) : generateName;
    return start + suffix(SUFFIX_LENGTH, random);
  }

  /// Random characters of Kubernetes' alphabet.
  public static String suffix(int length, RandomGenerator random) {
    var out = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return out.toString();
  }

  /// A number in the characters of names, as in the hash of a pod template.
  public static String safeEncode(String text) {
    var out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      out.append(ALPHABET.charAt(text.charAt(i) % ALPHABET.length()));
    }
    return out.toString();
  }
}
