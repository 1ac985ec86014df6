package k4j.apiserver.discovery;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// Hashes by which clients know whether they have a document already.
public final class EntityTag {

  private EntityTag() {}

  /// The SHA-512 of a text in capital hexadecimal digits.
  public static String hash(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-512").digest(content);
      return HexFormat.of().formatHex(hash).toUpperCase(Locale.ROOT);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
