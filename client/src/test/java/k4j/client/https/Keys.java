package k4j.client.https;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The keys of tests: a server at 127.0.0.1 and a client called alice, each with a certificate of
/// its own.
final class Keys {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private Keys() {}

  private static KeyStore store(String name) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Keys.class.getResourceAsStream(name)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  static String certificate(String name) throws GeneralSecurityException, IOException {
    KeyStore store = store(name);
    return pem("CERTIFICATE", store.getCertificate(store.aliases().nextElement()).getEncoded());
  }

  static byte[] key(String name) throws GeneralSecurityException, IOException {
    KeyStore store = store(name);
    return store.getKey(store.aliases().nextElement(), PASSWORD).getEncoded();
  }

  static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), type);
  }

  /// What the server shows and trusts.
  static SSLContext server() throws GeneralSecurityException, IOException {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store("server.p12"), PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    KeyStore client = store("client.p12");
    trusted.setCertificateEntry("client", client.getCertificate(client.aliases().nextElement()));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
