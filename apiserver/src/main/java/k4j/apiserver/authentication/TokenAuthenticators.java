package k4j.apiserver.authentication;

import java.util.ArrayList;
import java.util.List;

/// Asks all who know bearer tokens.
///
/// @param audiences of the API server itself
public record TokenAuthenticators(List<TokenAuthenticator> members, List<String> audiences)
    implements Authenticator, TokenAuthenticator {

  public TokenAuthenticators {
    members = List.copyOf(members);
    audiences = List.copyOf(audiences);
  }

  @Override
  public Authenticator.Result authenticate(Credentials credentials) {
    if (credentials.bearerToken().isEmpty()) {
      return new Authenticator.Result.NotMine();
    }
    return switch (authenticate(credentials.bearerToken(), audiences)) {
      case TokenAuthenticator.Result.Known(User user, List<String> _) ->
          new Authenticator.Result.Known(user);
      case TokenAuthenticator.Result.NotMine() -> new Authenticator.Result.NotMine();
      case TokenAuthenticator.Result.Rejected(String reason) ->
          new Authenticator.Result.Rejected(reason);
    };
  }

  @Override
  public TokenAuthenticator.Result authenticate(String token, List<String> wanted) {
    var reasons = new ArrayList<String>();
    for (TokenAuthenticator member : members) {
      switch (member.authenticate(token, wanted)) {
        case TokenAuthenticator.Result.Known known -> {
          return known;
        }
        case TokenAuthenticator.Result.NotMine() -> {}
        case TokenAuthenticator.Result.Rejected(String reason) -> reasons.add(reason);
      }
    }
    return reasons.isEmpty()
        ? new TokenAuthenticator.Result.NotMine()
        : new TokenAuthenticator.Result.Rejected(String.join(", ", reasons));
  }
}
