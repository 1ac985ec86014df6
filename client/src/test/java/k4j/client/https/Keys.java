package k4j.client.https;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import k4j.testing.TestTls;

/// The keys of tests as a kubeconfig holds them.
final class Keys {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private Keys() {}

  static String serverCertificate() throws GeneralSecurityException {
    return certificate(TestTls.serverKeys());
  }

  static String clientCertificate() throws GeneralSecurityException {
    return certificate(TestTls.clientKeys());
  }

  private static String certificate(KeyStore store) throws GeneralSecurityException {
    return pem("CERTIFICATE", store.getCertificate(store.aliases().nextElement()).getEncoded());
  }

  static String clientKey() throws GeneralSecurityException {
    KeyStore store = TestTls.clientKeys();
    byte[] key = store.getKey(store.aliases().nextElement(), PASSWORD).getEncoded();
    return pem("PRIVATE KEY", key);
  }

  static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), type);
  }
}
