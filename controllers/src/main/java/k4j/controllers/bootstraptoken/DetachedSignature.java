package k4j.controllers.bootstraptoken;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A signature (JWS, HS256) without what it signs. Pure.
final class DetachedSignature {

  private DetachedSignature() {}

  static String of(String content, String tokenId, String tokenSecret) {
    String header = encoded(("{\"alg\":\"HS256\",\"kid\":\"" + tokenId + "\"}").getBytes(UTF_8));
    String signed = header + "." + encoded(content.getBytes(UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(tokenSecret.getBytes(UTF_8), "HmacSHA256"));
      return header + ".." + encoded(mac.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HmacSHA256", e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
