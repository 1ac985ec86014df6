package k4j.apiserver.http;

import java.util.List;
import javax.net.ssl.SSLContext;

/// Where the server listens.
///
/// @param hosts addresses of this machine; `0.0.0.0` for all
/// @param port 0 for any that is free, which needs a single host
/// @param tls shows the server's certificate and asks clients for theirs
public record HttpSettings(List<String> hosts, int port, SSLContext tls) {

  public HttpSettings {
    hosts = List.copyOf(hosts);
  }

  public HttpSettings(String host, int port, SSLContext tls) {
    this(List.of(host), port, tls);
  }
}
