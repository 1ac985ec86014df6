package k4j.apiserver.tunnel;

import java.net.URI;
import java.net.URISyntaxException;

/// Makes links of a page that came through a proxy lead through it again. Pure.
///
/// @param prefix under which the client sees the other side
/// @param target where the request went, `host:port`
/// @param host that the client asked for, as its `Host` says
record ProxiedLinks(String prefix, String target, String host) {

  String through(String link) {
    URI uri;
    try {
      uri = new URI(link);
    } catch (URISyntaxException malformed) {
      return link;
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    boolean elsewhere =
        !authority.isEmpty() && !authority.equals(target) && !authority.equals(host);
    if (elsewhere || !path.startsWith("/")) {
      return link;
    }
    boolean sameHost = authority.equals(host) && !authority.isEmpty();
    String start = sameHost ? uri.getScheme() + "://" + authority : "";
    String end =
        (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
            + (uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment());
    return start + (path.startsWith(prefix) ? path : joined(path)) + end;
  }

  private String joined(String path) {
    return prefix.endsWith("/") ? prefix + path.substring(1) : prefix + path;
  }
}
