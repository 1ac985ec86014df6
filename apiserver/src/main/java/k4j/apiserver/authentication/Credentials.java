package k4j.apiserver.authentication;

import java.security.cert.X509Certificate;
import java.util.List;

/// What a connection and a request bring to prove who is asking.
///
/// @param clientCertificates the verified chain, the client's own first; empty where it sent none
/// @param bearerToken empty where there is none
public record Credentials(List<X509Certificate> clientCertificates, String bearerToken) {
  public Credentials {
    clientCertificates = List.copyOf(clientCertificates);
  }
}
