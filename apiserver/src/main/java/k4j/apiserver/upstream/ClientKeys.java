package k4j.apiserver.upstream;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// What a client shows who it is by, read from PEM texts.
public final class ClientKeys {

  private static final char[] NO_PASSWORD = {};

  private ClientKeys() {}

  /// None where there is no certificate.
  ///
  /// @throws CertificateException where they cannot be read; the message quotes nothing
  public static KeyManager[] of(String certificatePem, String keyPem) throws CertificateException {
    if (certificatePem.isEmpty()) {
      return new KeyManager[0];
    }
    try {
      var bytes = new ByteArrayInputStream(certificatePem.getBytes(US_ASCII));
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(bytes)
              .toArray(Certificate[]::new);
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setKeyEntry("client", key(keyPem), NO_PASSWORD, chain);
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, NO_PASSWORD);
      return managers.getKeyManagers();
    } catch (GeneralSecurityException | IOException _) {
      throw new CertificateException("the client's certificate or key cannot be read");
    }
  }

  private static PrivateKey key(String pem) throws IOException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      var converter = new JcaPEMKeyConverter();
      return switch (parser.readObject()) {
        case PEMKeyPair both -> converter.getKeyPair(both).getPrivate();
        case PrivateKeyInfo info -> converter.getPrivateKey(info);
        case null, default -> throw new IOException("no private key");
      };
    }
  }
}
