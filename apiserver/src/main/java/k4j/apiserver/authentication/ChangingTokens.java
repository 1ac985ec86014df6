package k4j.apiserver.authentication;

import java.util.List;

/// The authenticators of a file that may change while the server runs.
public final class ChangingTokens implements TokenAuthenticator {

  private volatile TokenAuthenticators current = new TokenAuthenticators(List.of(), List.of());

  public void change(List<TokenAuthenticator> members) {
    current = new TokenAuthenticators(members, List.of());
  }

  @Override
  public Result authenticate(String token, List<String> wanted) {
    return current.authenticate(token, wanted);
  }
}
