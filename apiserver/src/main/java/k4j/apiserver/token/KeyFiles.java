package k4j.apiserver.token;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// Reads keys of service account tokens from PEM files, in all forms that Kubernetes takes.
public final class KeyFiles {

  private KeyFiles() {}

  /// @throws GeneralSecurityException where there is no private key; the message quotes nothing
  public static KeyPair pair(String pem) throws GeneralSecurityException {
    for (Object each : objects(pem)) {
      try {
        if (each instanceof PEMKeyPair keys) {
          return new JcaPEMKeyConverter().getKeyPair(keys);
        }
        if (each instanceof PrivateKeyInfo info) {
          return completed(new JcaPEMKeyConverter().getPrivateKey(info));
        }
      } catch (IOException _) {
        throw new GeneralSecurityException("the private key cannot be read");
      }
    }
    throw new GeneralSecurityException("data does not contain a valid RSA or ECDSA private key");
  }

  private static KeyPair completed(PrivateKey key) throws GeneralSecurityException {
    if (key instanceof RSAPrivateCrtKey rsa) {
      var spec = new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent());
      return new KeyPair(KeyFactory.getInstance("RSA").generatePublic(spec), key);
    }
    throw new GeneralSecurityException("write an elliptic key as an EC PRIVATE KEY");
  }

  /// @throws GeneralSecurityException where there is none
  public static List<PublicKey> publicKeys(String pem) throws GeneralSecurityException {
    var converter = new JcaPEMKeyConverter();
    var keys = new ArrayList<PublicKey>();
    for (Object each : objects(pem)) {
      try {
        switch (each) {
          case SubjectPublicKeyInfo info -> keys.add(converter.getPublicKey(info));
          case X509CertificateHolder certificate ->
              keys.add(converter.getPublicKey(certificate.getSubjectPublicKeyInfo()));
          case PEMKeyPair both -> keys.add(converter.getPublicKey(both.getPublicKeyInfo()));
          case PrivateKeyInfo info ->
              keys.add(completed(converter.getPrivateKey(info)).getPublic());
          default -> {}
        }
      } catch (IOException _) {
        throw new GeneralSecurityException("a key cannot be read");
      }
    }
    if (keys.isEmpty()) {
      throw new GeneralSecurityException(
          "data does not contain any valid RSA or ECDSA public keys");
    }
    return keys;
  }

  private static List<Object> objects(String pem) throws GeneralSecurityException {
    var objects = new ArrayList<Object>();
    try (var parser = new PEMParser(new StringReader(pem))) {
      for (Object each = parser.readObject(); each != null; each = parser.readObject()) {
        objects.add(each);
      }
      return objects;
    } catch (IOException _) {
      throw new GeneralSecurityException("it is no PEM file");
    }
  }
}
