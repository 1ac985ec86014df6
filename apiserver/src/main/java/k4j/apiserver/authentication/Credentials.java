package k4j.apiserver.authentication;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/// What a connection and a request bring to prove who is asking.
///
/// @param clientCertificates the chain that the client showed, its own first, not yet verified;
///   empty where it showed none
/// @param bearerToken empty where there is none
/// @param headers at least those that begin with `x-remote-`, names in lower case
/// @param path of the request
public record Credentials(
    List<X509Certificate> clientCertificates,
    String bearerToken,
    Map<String, List<String>> headers,
    String path) {

  public Credentials {
    clientCertificates = List.copyOf(clientCertificates);
    headers = Map.copyOf(headers);
  }

  public Credentials(List<X509Certificate> clientCertificates, String bearerToken) {
    this(clientCertificates, bearerToken, Map.of(), "");
  }

  public Credentials(
      List<X509Certificate> clientCertificates,
      String bearerToken,
      Map<String, List<String>> headers) {
    this(clientCertificates, bearerToken, headers, "");
  }
}
