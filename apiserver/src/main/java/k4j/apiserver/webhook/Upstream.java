package k4j.apiserver.webhook;

import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import k4j.apiserver.webhook.ServiceResolver.HostPort;
import org.jspecify.annotations.Nullable;

/// One server that is asked by POST.
///
/// @param authority `host[:port]` as its URL has it
/// @param path of its URL, encoded; an empty one stands for the root
/// @param address where to connect to; asked for each new connection
/// @param serverName what is asked for in the TLS handshake
/// @param tls null where it is plain HTTP
/// @param headers sent with each request, such as credentials
public record Upstream(
    String authority,
    String path,
    Supplier<HostPort> address,
    String serverName,
    @Nullable SSLContext tls,
    Map<String, String> headers) {

  public Upstream {
    path = path.isEmpty() ? "/" : path;
    headers = Map.copyOf(headers);
  }

  String url(String query) {
    return "%s://%s%s%s".formatted(tls == null ? "http" : "https", authority, path, query);
  }
}
