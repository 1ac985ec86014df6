package k4j.apiserver.request;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a connect request goes on, and how.
///
/// @param host an address or name
/// @param path what to ask for there, encoded
/// @param query what to ask with, encoded; null for the client's own
public record ConnectTarget(
    Peer peer, String host, int port, String path, @Nullable String query, Manner manner) {

  /// Who is on the other side, and what for a certificate it must show.
  public sealed interface Peer {

    /// Somebody who does not speak TLS.
    record Plain() implements Peer {}

    /// Somebody whose certificate is nobody's business, as those of pods.
    record Anybody() implements Peer {}

    /// A kubelet, to which the API server shows its client certificate.
    record Kubelet() implements Peer {}

    /// An extension API server, to which the API server shows its front proxy certificate.
    ///
    /// @param serverName what its certificate must be for
    /// @param caBundle PEM in base64; empty for the authorities that the system trusts
    /// @param insecure whether its certificate is not looked at
    record Extension(String serverName, String caBundle, boolean insecure) implements Peer {}
  }

  /// What is done with the request and its answer on the way.
  public sealed interface Manner {

    /// Nothing.
    record Straight() implements Manner {}

    /// Links in the answer are made to lead through the proxy again.
    ///
    /// @param prefix of the URL's path, before what the other side sees
    record Proxied(String prefix) implements Manner {}

    /// The request bears the name of its user.
    ///
    /// @param headers more of them, which say who that is
    record Delegated(Map<String, List<String>> headers) implements Manner {}
  }

  /// A kubelet, asked for something of its own API.
  ///
  /// @param query begins with `?`, or is empty
  public static ConnectTarget kubelet(String host, int port, String path, String query) {
    return new ConnectTarget(new Peer.Kubelet(), host, port, path, query, new Manner.Straight());
  }

  public boolean secure() {
    return !(peer instanceof Peer.Plain);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
