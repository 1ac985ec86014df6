package k4j.apiserver.authentication;

/// Takes what authenticators have to tell about a request besides who sends it. It is bound while
/// they are asked for a request that comes from outside.
public interface AuthenticationNotes {

  ScopedValue<AuthenticationNotes> CURRENT = ScopedValue.newInstance();

  /// What the sender should hear.
  void warn(String text);

  /// What the audit log should tell.
  void annotate(String key, String value);

  /// Those of the request that is asked for now; nobody listens where there is none.
  static AuthenticationNotes current() {
    return CURRENT.orElse(
        new AuthenticationNotes() {
          @Override
          public void warn(String text) {}

          @Override
          public void annotate(String key, String value) {}
        });
  }
}
