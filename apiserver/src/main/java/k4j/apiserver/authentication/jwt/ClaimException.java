package k4j.apiserver.authentication.jwt;

/// A token whose claims make no user.
final class ClaimException extends Exception {

  private static final long serialVersionUID = 1L;

  ClaimException(String message) {
    super(message);
  }

  /// Why; never null.
  String reason() {
    return String.valueOf(getMessage());
  }
}
