package k4j.apiserver.upstream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Makes the TLS side of clients that trust the authorities of a `caBundle`.
public final class ClientTls {

  private static final KeyManager[] NO_KEYS = {};
  private static final String UNREADABLE =
      "unable to load root certificates: unable to parse bytes as PEM block";

  private ClientTls() {}

  /// @param caBundle PEM in base64; empty for the authorities that the system trusts
  /// @param serverName what the certificate must be for
  /// @throws CertificateException where the bundle holds no certificates
  public static SSLContext context(String caBundle, String serverName) throws CertificateException {
    return context(caBundle, serverName, NO_KEYS);
  }

  /// @param keys what the client shows
  public static SSLContext context(String caBundle, String serverName, KeyManager[] keys)
      throws CertificateException {
    X509TrustManager authorities = authorities(caBundle.isEmpty() ? null : store(caBundle));
    return context(keys, ServerTrust.by(authorities, serverName));
  }

  /// For a client that takes every server for what it says it is.
  ///
  /// @param keys what the client shows
  public static SSLContext trusting(KeyManager[] keys) {
    return context(keys, ServerTrust.anybody());
  }

  private static SSLContext context(KeyManager[] keys, TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  private static KeyStore store(String caBundle) throws CertificateException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate each : certificates(caBundle)) {
        store.setCertificateEntry("authority-" + count++, each);
      }
      if (count == 0) {
        throw new CertificateException(UNREADABLE);
      }
      return store;
    } catch (CertificateException unreadable) {
      throw unreadable;
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new CertificateException(UNREADABLE, e);
    }
  }

  private static Collection<? extends Certificate> certificates(String caBundle)
      throws GeneralSecurityException {
    byte[] pem = Base64.getDecoder().decode(caBundle);
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem));
  }

  private static X509TrustManager authorities(@Nullable KeyStore store) {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager each : factory.getTrustManagers()) {
        if (each instanceof X509TrustManager found) {
          return found;
        }
      }
      throw new KeyStoreException("no manager for X.509");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot judge certificates", e);
    }
  }
}
