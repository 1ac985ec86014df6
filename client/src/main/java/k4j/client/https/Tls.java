package k4j.client.https;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import k4j.api.transport.AnyServer;
import org.jspecify.annotations.Nullable;

/// Makes the TLS settings of a connection from what a kubeconfig says.
final class Tls {

  private static final char[] NO_PASSWORD = {};

  private Tls() {}

  static SSLContext context(ServerAccess access) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(keys(access.certificate()), trust(access), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("unusable certificate or key: " + e.getMessage(), e);
    }
  }

  private static KeyManager @Nullable [] keys(Optional<ServerAccess.KeyPem> pem)
      throws GeneralSecurityException, IOException {
    if (pem.isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    Certificate[] chain = Pem.certificates(pem.get().certificates()).toArray(Certificate[]::new);
    store.setKeyEntry("client", Pem.key(pem.get().key()), NO_PASSWORD, chain);
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static TrustManager @Nullable [] trust(ServerAccess access)
      throws GeneralSecurityException, IOException {
    if (!access.verify()) {
      return new TrustManager[] {new AnyServer()}; // a user asked for it
    }
    if (access.authority().isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    List<Certificate> authorities = Pem.certificates(access.authority().get());
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("ca-" + i, authorities.get(i));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
