package k4j.kubelet;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The two ends of TLS in tests: a server for 127.0.0.1, and a client called alice.
final class TestTls {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private TestTls() {}

  static SSLContext server() {
    return context("server.p12", "client.p12");
  }

  static SSLContext client() {
    return context("client.p12", "server.p12");
  }

  private static SSLContext context(String own, String trusted) {
    try {
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store(own), PASSWORD);
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      KeyStore other = store(trusted);
      String alias = other.aliases().nextElement();
      trust.setCertificateEntry(alias, other.getCertificate(alias));
      var trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusts.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the test's keys cannot be read", e);
    }
  }

  private static KeyStore store(String name) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = TestTls.class.getResourceAsStream(name)) {
      store.load(in, PASSWORD);
    }
    return store;
  }
}
