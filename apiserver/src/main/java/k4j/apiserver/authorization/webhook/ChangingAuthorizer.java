package k4j.apiserver.authorization.webhook;

import java.util.ArrayList;
import java.util.List;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.AuthorizerChain;

/// The authorizers of a file that may change while the server runs.
public final class ChangingAuthorizer implements Authorizer {

  private final List<Authorizer> first;
  private volatile Authorizer current = _ -> Decision.NO_OPINION;

  /// @param first asked before those of the file
  public ChangingAuthorizer(List<Authorizer> first) {
    this.first = List.copyOf(first);
  }

  public void change(List<Authorizer> authorizers) {
    var all = new ArrayList<>(first);
    all.addAll(authorizers);
    current = new AuthorizerChain(all);
  }

  @Override
  public Held held(User user, String namespace) {
    return current.held(user, namespace);
  }

  @Override
  public Decision authorize(Attributes attributes) {
    return current.authorize(attributes);
  }
}
