package k4j.apiserver.authentication;

import java.util.List;

/// Says, last of all, where one may come without credentials.
///
/// @param paths where; everywhere where there are none
public record NamelessAuthenticator(boolean enabled, List<String> paths) implements Authenticator {

  public NamelessAuthenticator {
    paths = List.copyOf(paths);
  }

  @Override
  public Result authenticate(Credentials credentials) {
    return enabled && (paths.isEmpty() || paths.contains(credentials.path()))
        ? new Result.NotMine() // the chain makes them anonymous
        : new Result.Rejected("no credentials");
  }
}
