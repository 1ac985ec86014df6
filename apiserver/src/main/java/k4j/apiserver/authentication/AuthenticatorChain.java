package k4j.apiserver.authentication;

import java.util.ArrayList;
import java.util.List;

/// Asks several authenticators in turn; who shows nothing is anonymous.
public record AuthenticatorChain(List<Authenticator> members) implements Authenticator {

  private static final User ANONYMOUS = User.of(User.ANONYMOUS, User.UNAUTHENTICATED);

  public AuthenticatorChain {
    members = List.copyOf(members);
  }

  @Override
  public Result authenticate(Credentials credentials) {
    var reasons = new ArrayList<String>();
    for (Authenticator member : members) {
      switch (member.authenticate(credentials)) {
        case Result.Known(User user) -> {
          return new Result.Known(authenticated(user));
        }
        case Result.Rejected(String reason) -> reasons.add(reason);
        case Result.NotMine() -> {}
      }
    }
    if (reasons.isEmpty() && !credentials.bearerToken().isEmpty()) {
      reasons.add("invalid bearer token");
    }
    return reasons.isEmpty()
        ? new Result.Known(ANONYMOUS)
        : new Result.Rejected(String.join("; ", reasons));
  }

  private static User authenticated(User user) {
    if (user.groups().contains(User.AUTHENTICATED)
        || user.groups().contains(User.UNAUTHENTICATED)
        || user.name().equals(User.ANONYMOUS)) {
      return user;
    }
    var groups = new ArrayList<>(user.groups());
    groups.add(User.AUTHENTICATED);
    return new User(user.name(), user.uid(), groups, user.extra());
  }
}
