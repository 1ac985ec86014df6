package k4j.apiserver.impersonation;

import java.util.List;
import java.util.Optional;
import k4j.api.validation.Formats;

/// The names of users that stand for something else. Pure.
final class Usernames {

  private static final String NODE = "system:node:";
  private static final String ACCOUNT = "system:serviceaccount:";

  /// A service account of a namespace.
  record Account(String namespace, String name) {

    List<String> groups() {
      return List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace);
    }
  }

  private Usernames() {}

  /// The node that a user is.
  static Optional<String> node(String user) {
    return user.startsWith(NODE) && Formats.dnsSubdomain(user.substring(NODE.length())).isEmpty()
        ? Optional.of(user.substring(NODE.length()))
        : Optional.empty();
  }

  /// The service account that a user is.
  static Optional<Account> account(String user) {
    if (!user.startsWith(ACCOUNT)) {
      return Optional.empty();
    }
    String[] parts = user.substring(ACCOUNT.length()).split(":", -1);
    return parts.length == 2
            && Formats.dnsLabel(parts[0]).isEmpty()
            && Formats.dnsSubdomain(parts[1]).isEmpty()
        ? Optional.of(new Account(parts[0], parts[1]))
        : Optional.empty();
  }
}
