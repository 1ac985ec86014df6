package k4j.client.https;

import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// Where an API server is, whom to trust and who we are.
///
/// @param authority PEM of the certificates to trust; empty for those that the machine trusts
/// @param verify whether the server must prove who it is
/// @param certificate PEM of the client's certificate and key
/// @param token read before each request
public record ServerAccess(
    URI server,
    Optional<String> authority,
    boolean verify,
    Optional<KeyPem> certificate,
    Optional<TokenSource> token) {

  /// A certificate with its chain, and its private key.
  public record KeyPem(String certificates, String key) {}

  public static ServerAccess of(URI server, String authority) {
    return new ServerAccess(
        server, Optional.of(authority), true, Optional.empty(), Optional.empty());
  }

  public ServerAccess withCertificate(String certificates, String key) {
    return new ServerAccess(
        server, authority, verify, Optional.of(new KeyPem(certificates, key)), token);
  }

  public ServerAccess withToken(TokenSource source) {
    return new ServerAccess(server, authority, verify, certificate, Optional.of(source));
  }

  /// The TLS settings that this amounts to, for connections that are not a `Transport`.
  ///
  /// @throws IllegalArgumentException where a certificate or key is unusable
  public SSLContext sslContext() {
    return Tls.context(this);
  }
}
