package k4j.cluster.certificates;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// Who somebody is on the wire: a private key and the certificate for it.
///
/// @param chain the certificate of the key first, then those that vouch for it, without the root
public record Identity(PrivateKey key, List<X509Certificate> chain) {

  public Identity {
    chain = List.copyOf(chain);
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /// For `client-certificate-data` and for configuration maps.
  public String certificatePem() {
    return Pem.ofCertificates(chain);
  }

  /// For `client-key-data`.
  public String keyPem() {
    return Pem.of(key, certificate().getPublicKey());
  }
}
