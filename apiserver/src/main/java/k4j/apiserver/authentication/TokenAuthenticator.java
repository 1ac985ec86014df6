package k4j.apiserver.authentication;

import java.util.List;

/// One way to tell who shows a bearer token.
public interface TokenAuthenticator {

  /// @param token not empty
  /// @param wanted the audiences of which the token must be meant for at least one
  Result authenticate(String token, List<String> wanted);

  /// What an authenticator found.
  sealed interface Result {
    /// It knows the user.
    ///
    /// @param audiences those of the wanted that the token is meant for
    record Known(User user, List<String> audiences) implements Result {
      public Known {
        audiences = List.copyOf(audiences);
      }
    }

    /// The token is of another sort: ask the next.
    record NotMine() implements Result {}

    /// The token is of its sort and wrong. The reason holds no token.
    record Rejected(String reason) implements Result {}
  }

  /// For tokens that say nothing of audiences: they are meant for the API server.
  ///
  /// @param own the API server's audiences
  static List<String> implied(List<String> own, List<String> wanted) {
    return own.stream().filter(wanted::contains).toList();
  }
}
