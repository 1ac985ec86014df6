package k4j.client.https;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates and private keys in PEM, also the older forms of keys that kubeconfigs hold.
final class Pem {

  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  /// `SEQUENCE { rsaEncryption, NULL }`.
  private static final byte[] RSA = {
    0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };

  /// `ecPublicKey`.
  private static final byte[] EC = {
    0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
  };

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int PARAMETERS = 0xa0;

  private Pem() {}

  static List<Certificate> certificates(String pem) throws GeneralSecurityException {
    var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
  }

  static PrivateKey key(String pem) throws GeneralSecurityException {
    Matcher found = KEY.matcher(pem);
    if (!found.find()) {
      throw new InvalidKeySpecException("no private key found in PEM");
    }
    byte[] der = Base64.getMimeDecoder().decode(found.group(2));
    return switch (found.group(1)) {
      case "RSA PRIVATE KEY" -> key("RSA", wrapped(RSA, der));
      case "EC PRIVATE KEY" -> key("EC", wrapped(element(SEQUENCE, EC, curve(der)), der));
      default -> anyKey(der);
    };
  }

  private static PrivateKey anyKey(byte[] der) throws GeneralSecurityException {
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return key(algorithm, der);
      } catch (InvalidKeySpecException _) {
        // of another algorithm
      }
    }
    throw new InvalidKeySpecException("unknown kind of private key");
  }

  private static PrivateKey key(String algorithm, byte[] der) throws GeneralSecurityException {
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  /// PKCS #8 around a key in its algorithm's own form.
  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return element(SEQUENCE, new byte[] {2, 1, 0}, algorithm, element(OCTETS, key));
  }

  /// The curve that an EC key names: the content of its `[0]`.
  private static byte[] curve(byte[] der) throws InvalidKeySpecException {
    for (int at = 0; at + 2 < der.length; at++) {
      boolean named = (der[at] & 0xff) == PARAMETERS && der[at + 2] == 6;
      if (named && der[at + 1] == der[at + 3] + 2) {
        byte[] curve = new byte[der[at + 1]];
        System.arraycopy(der, at + 2, curve, 0, curve.length);
        return curve;
      }
    }
    throw new InvalidKeySpecException("EC private key does not name its curve");
  }

  private static byte[] element(int tag, byte[]... contents) {
    var content = new ByteArrayOutputStream();
    for (byte[] part : contents) {
      content.writeBytes(part);
    }
    var out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length > 0xff) {
      out.write(0x82);
      out.write(length >> 8);
    } else if (length > 0x7f) {
      out.write(0x81);
    }
    out.write(length);
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }
}
