package k4j.apiserver.authentication;

/// One way to tell who is asking.
@FunctionalInterface
public interface Authenticator {

  Result authenticate(Credentials credentials);

  /// What an authenticator found.
  sealed interface Result {
    /// It knows the user.
    record Known(User user) implements Result {}

    /// The credentials are of another sort: ask the next.
    record NotMine() implements Result {}

    /// The credentials are of its sort and wrong: 401. The reason is for the log.
    record Rejected(String reason) implements Result {}
  }
}
