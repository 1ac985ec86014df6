package k4j.apiserver.extension.definition;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The certificates by which a webhook is known. Pure.
final class CaBundle {

  private CaBundle() {}

  /// Whether it holds PEM certificates.
  static boolean isValid(String base64) {
    try {
      String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
      int begin = pem.indexOf("-----BEGIN CERTIFICATE-----");
      int end = pem.indexOf("-----END CERTIFICATE-----");
      if (begin < 0 || end < begin) {
        return false;
      }
      String body = pem.substring(begin + 27, end).replaceAll("\\s", "");
      return Base64.getDecoder().decode(body).length > 0;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
