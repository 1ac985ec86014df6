package k4j.cluster.certificates;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Makes what Jetty and HTTP clients need for TLS.
public final class TlsContexts {

  private TlsContexts() {}

  /// For a server that asks for client certificates and judges them itself.
  ///
  /// @param identity asked at each handshake
  /// @param clientAuthorities the authorities of clients it will accept
  public static SSLContext server(
      Supplier<Identity> identity, List<X509Certificate> clientAuthorities) {
    return context(
        new KeyManager[] {new SingleKey(identity)},
        new TrustManager[] {new AnyClient(clientAuthorities)});
  }

  /// For a client that shows an identity.
  public static SSLContext client(Supplier<Identity> identity, List<X509Certificate> authorities) {
    return context(new KeyManager[] {new SingleKey(identity)}, trust(authorities));
  }

  /// For a client that shows none.
  public static SSLContext client(List<X509Certificate> authorities) {
    return context(new KeyManager[0], trust(authorities));
  }

  /// Shows an identity, for those who make their own contexts.
  ///
  /// @param identity asked at each handshake
  public static KeyManager keys(Supplier<Identity> identity) {
    return new SingleKey(identity);
  }

  private static SSLContext context(KeyManager[] keys, TrustManager[] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private static TrustManager[] trust(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot trust the cluster's authority", e);
    }
  }
}
