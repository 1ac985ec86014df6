package k4j.apiserver.http;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import k4j.api.meta.StatusException;
import k4j.apiserver.authentication.AuthenticationNotes;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.AuthenticatorChain;
import k4j.apiserver.authentication.Credentials;
import k4j.apiserver.authentication.User;
import k4j.apiserver.metrics.AccessMetrics;
import k4j.apiserver.tunnel.WebSocketToken;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint.SslSessionData;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells who sends a request: the first authenticator that knows, else nobody in particular.
final class Authentication {

  private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
  private static final String PROXY_HEADERS = "x-remote-";

  private final Authenticator authenticator;
  private final AccessMetrics metrics;
  private final InstantSource clock;

  Authentication(List<Authenticator> authenticators, AccessMetrics metrics, InstantSource clock) {
    authenticator = new AuthenticatorChain(authenticators);
    this.metrics = metrics;
    this.clock = clock;
  }

  /// @param notes take what there is to tell
  /// @throws StatusException 401 where the credentials are wrong
  User user(Request request, AuthenticationNotes notes) {
    var credentials =
        new Credentials(
            certificates(request),
            token(request),
            proxyHeaders(request),
            Paths.decode(request.getHttpURI().getPath()));
    Instant begun = clock.instant();
    Authenticator.Result result =
        ScopedValue.where(AuthenticationNotes.CURRENT, notes)
            .call(() -> authenticator.authenticate(credentials));
    return switch (result) {
      case Authenticator.Result.Known(User user) -> {
        Instant end = clock.instant();
        metrics.authenticated(user.name(), "success", begun, end);
        if (!credentials.clientCertificates().isEmpty()) {
          Instant expiry = credentials.clientCertificates().getFirst().getNotAfter().toInstant();
          metrics.certificate(Duration.between(end, expiry));
        }
        yield user;
      }
      case Authenticator.Result.NotMine _ -> {
        metrics.authenticated("", "failure", begun, clock.instant());
        throw StatusException.unauthorized();
      }
      case Authenticator.Result.Rejected(String reason) -> {
        metrics.authenticated("", "error", begun, clock.instant());
        LOG.atInfo().addKeyValue("reason", reason).log("Refused a request's credentials");
        throw StatusException.unauthorized();
      }
    };
  }

  private static List<X509Certificate> certificates(Request request) {
    return request.getAttribute(SslSessionData.ATTRIBUTE) instanceof SslSessionData session
            && session.peerCertificates() != null
        ? List.of(session.peerCertificates())
        : List.of();
  }

  private static String token(Request request) {
    String field = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    return field != null && field.regionMatches(true, 0, "Bearer ", 0, 7)
        ? field.substring(7).strip()
        : WebSocketToken.of(request.getHeaders());
  }

  private static Map<String, List<String>> proxyHeaders(Request request) {
    var found = new HashMap<String, List<String>>();
    for (HttpField field : request.getHeaders()) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      if (name.startsWith(PROXY_HEADERS)) {
        found.put(name, request.getHeaders().getValuesList(field.getName()));
      }
    }
    return found;
  }
}
