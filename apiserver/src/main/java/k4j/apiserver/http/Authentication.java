package k4j.apiserver.http;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import k4j.api.meta.StatusException;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.Credentials;
import k4j.apiserver.authentication.User;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint.SslSessionData;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells who sends a request: the first authenticator that knows, else nobody in particular.
final class Authentication {

  private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
  private static final User ANONYMOUS = User.of(User.ANONYMOUS, User.UNAUTHENTICATED);

  private final List<Authenticator> authenticators;

  Authentication(List<Authenticator> authenticators) {
    this.authenticators = List.copyOf(authenticators);
  }

  /// @throws StatusException 401 where the credentials are wrong
  User user(Request request) {
    var credentials = new Credentials(certificates(request), token(request));
    for (Authenticator authenticator : authenticators) {
      switch (authenticator.authenticate(credentials)) {
        case Authenticator.Result.Known(User user) -> {
          return authenticated(user);
        }
        case Authenticator.Result.NotMine _ -> {}
        case Authenticator.Result.Rejected(String reason) -> {
          LOG.atInfo().addKeyValue("reason", reason).log("Refused a request's credentials");
          throw StatusException.unauthorized();
        }
      }
    }
    if (!credentials.bearerToken().isEmpty()) {
      throw StatusException.unauthorized(); // a token that nobody knows is no anonymous request
    }
    return ANONYMOUS;
  }

  private static User authenticated(User user) {
    if (user.groups().contains(User.AUTHENTICATED)) {
      return user;
    }
    var groups = new ArrayList<>(user.groups());
    groups.add(User.AUTHENTICATED);
    return new User(user.name(), user.uid(), groups, user.extra());
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
        : "";
  }
}
