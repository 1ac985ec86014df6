package k4j.cluster.certificates;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// The text form of keys and certificates (RFC 7468).
public final class Pem {

  private static final String KEY_ALGORITHM = "EC";
  private static final String ELLIPTIC = "EC PRIVATE KEY";
  private static final int SCALAR_SIZE = 32;
  private static final int POINT_SIZE = 65;
  private static final int PUBLIC_SIZE = 91;

  // The parts of `ECPrivateKey` (RFC 5915) on the curve P-256, and of PKCS #8 around it.
  private static final byte[] BEFORE_SCALAR = HexFormat.of().parseHex("30770201010420");
  private static final byte[] CURVE = HexFormat.of().parseHex("a00a06082a8648ce3d030107");
  private static final byte[] BEFORE_POINT = HexFormat.of().parseHex("a144034200");
  private static final byte[] BEFORE_KEY =
      HexFormat.of().parseHex("308193020100301306072a8648ce3d020106082a8648ce3d0301070479");

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

  /// A key in its own form, as OpenSSL and Go write it: clients tell by it that it is elliptic, and
  /// some (fabric8) take any other for RSA.
  public static String of(PrivateKey key, PublicKey itsPublic) {
    byte[] scalar = ((ECPrivateKey) key).getS().toByteArray();
    byte[] point = itsPublic.getEncoded();
    if (point.length != PUBLIC_SIZE) {
      throw new IllegalArgumentException("not a key on the curve P-256");
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes(BEFORE_SCALAR);
    // Without the sign and with all leading zeros.
    out.writeBytes(new byte[Math.max(0, SCALAR_SIZE - scalar.length)]);
    int from = Math.max(0, scalar.length - SCALAR_SIZE);
    out.write(scalar, from, scalar.length - from);
    out.writeBytes(CURVE);
    out.writeBytes(BEFORE_POINT);
    out.write(point, PUBLIC_SIZE - POINT_SIZE, POINT_SIZE);
    return block(ELLIPTIC, out.toByteArray());
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

  /// Reads a key in its own form or in that of PKCS #8, in which older clusters have them.
  public static PrivateKey privateKey(String text) throws GeneralSecurityException {
    byte[] encoded =
        text.contains("-----BEGIN " + ELLIPTIC)
            ? wrapped(decode(ELLIPTIC, text))
            : decode("PRIVATE KEY", text);
    return KeyFactory.getInstance(KEY_ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  public static PublicKey publicKey(String text) throws GeneralSecurityException {
    return KeyFactory.getInstance(KEY_ALGORITHM)
        .generatePublic(new X509EncodedKeySpec(decode("PUBLIC KEY", text)));
  }

  /// PKCS #8 around a key in its own form.
  private static byte[] wrapped(byte[] key) throws GeneralSecurityException {
    if (key.length
        != BEFORE_SCALAR.length + SCALAR_SIZE + CURVE.length + BEFORE_POINT.length + POINT_SIZE) {
      throw new GeneralSecurityException("not a key on the curve P-256");
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes(BEFORE_KEY);
    out.writeBytes(key);
    return out.toByteArray();
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
