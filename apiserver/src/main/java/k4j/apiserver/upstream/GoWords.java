package k4j.apiserver.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/// What Go's `net/http` says about a connection that fails: users search the web for these texts.
public final class GoWords {

  private static final String ALERT = "Received fatal alert: ";

  private GoWords() {}

  public static String of(IOException failure, String host, int port) {
    String peer = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ServerTrust.Untrusted untrusted) {
        return "tls: failed to verify certificate: " + untrusted.getMessage();
      }
    }
    return switch (failure) {
      case UnknownHostException _ -> "dial tcp: lookup %s: no such host".formatted(host);
      case NoRouteToHostException _ -> "dial tcp %s: connect: no route to host".formatted(peer);
      case SocketTimeoutException _ -> "dial tcp %s: i/o timeout".formatted(peer);
      case ConnectException refused -> "dial tcp %s: connect: %s".formatted(peer, lower(refused));
      case SSLException tls -> ofTls(String.valueOf(tls.getMessage()));
      case EOFException _ -> "EOF";
      case SocketException cut when lower(cut).startsWith("connection reset") ->
          "read tcp %s: read: connection reset by peer".formatted(peer);
      default -> lower(failure);
    };
  }

  private static String ofTls(String message) {
    if (message.startsWith("Unsupported or unrecognized SSL message")) {
      return "http: server gave HTTP response to HTTPS client";
    }
    return message.startsWith(ALERT)
        ? "remote error: tls: " + message.substring(ALERT.length()).replace('_', ' ')
        : message.startsWith("Remote host terminated") ? "EOF" : "tls: " + message;
  }

  private static String lower(IOException failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
  }
}
