package k4j.cluster.certificates;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/// The text form of keys and certificates (RFC 7468).
public final class Pem {

  private static final String KEY_ALGORITHM = "EC";
  private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

  private Pem() {}

  public static String ofCertificates(List<X509Certificate> chain) {
    var out = new StringBuilder();
    try {
      for (X509Certificate certificate : chain) {
        out.append(block("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(e);
    }
    return out.toString();
  }

  public static String of(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  public static String of(PublicKey key) {
    return block("PUBLIC KEY", key.getEncoded());
  }

  /// @throws GeneralSecurityException where there is no certificate in it
  public static List<X509Certificate> certificates(String text) throws GeneralSecurityException {
    List<X509Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(text.getBytes(US_ASCII)))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (found.isEmpty()) {
      throw new CertificateException("no certificate found");
    }
    return found;
  }

  public static PrivateKey privateKey(String text) throws GeneralSecurityException {
    return KeyFactory.getInstance(KEY_ALGORITHM)
        .generatePrivate(new PKCS8EncodedKeySpec(decode("PRIVATE KEY", text)));
  }

  public static PublicKey publicKey(String text) throws GeneralSecurityException {
    return KeyFactory.getInstance(KEY_ALGORITHM)
        .generatePublic(new X509EncodedKeySpec(decode("PUBLIC KEY", text)));
  }

  private static byte[] decode(String type, String text) throws GeneralSecurityException {
    String begin = "-----BEGIN " + type + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + type + "-----");
    if (from < 0 || to < from) {
      throw new GeneralSecurityException("no " + type + " found");
    }
    try {
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("damaged " + type, e);
    }
  }

  private static String block(String type, byte[] content) {
    String lines = LINES.encodeToString(content);
    return "-----BEGIN " + type + "-----\n" + lines + "\n-----END " + type + "-----\n";
  }
}
