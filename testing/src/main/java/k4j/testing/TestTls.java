package k4j.testing;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The two ends of TLS in tests: a server for 127.0.0.1, and a client called alice. Each has
/// vouched for itself.
public final class TestTls {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String SERVER = "server.p12";
  private static final String CLIENT = "client.p12";

  private TestTls() {}

  public static SSLContext server() {
    return context(SERVER, CLIENT);
  }

  public static SSLContext client() {
    return context(CLIENT, SERVER);
  }

  /// A client that shows no certificate.
  public static SSLContext anonymous() {
    return context("", SERVER);
  }

  /// Who vouches for alice.
  public static List<X509Certificate> clientAuthorities() {
    try {
      return List.of(certificate(clientKeys()));
    } catch (GeneralSecurityException e) {
      throw unreadable(e);
    }
  }

  /// The server's key and certificate, under one alias, with the password `changeit`.
  public static KeyStore serverKeys() {
    return store(SERVER);
  }

  /// Likewise the client's.
  public static KeyStore clientKeys() {
    return store(CLIENT);
  }

  /// @param own empty for none
  private static SSLContext context(String own, String trusted) {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry("other", certificate(store(trusted)));
      var trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusts.init(trust);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.isEmpty() ? null : keys(own), trusts.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable(e);
    }
  }

  private static KeyManager @Nullable [] keys(String own) throws GeneralSecurityException {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store(own), PASSWORD);
    return keys.getKeyManagers();
  }

  private static X509Certificate certificate(KeyStore store) throws GeneralSecurityException {
    return (X509Certificate) store.getCertificate(store.aliases().nextElement());
  }

  private static KeyStore store(String name) {
    try (InputStream in = TestTls.class.getResourceAsStream(name)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD);
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw unreadable(e);
    }
  }

  private static IllegalStateException unreadable(Exception cause) {
    return new IllegalStateException("the test's keys cannot be read", cause);
  }
}
