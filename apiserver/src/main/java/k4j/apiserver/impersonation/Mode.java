package k4j.apiserver.impersonation;

import java.util.List;
import k4j.apiserver.authentication.User;

/// The ways to act as somebody else, the narrowest first. All but the last also need the right to
/// do this very request in this way.
enum Mode {
  /// A pod's service account acts as the node it runs on.
  ASSOCIATED_NODE("associated-node"),
  ARBITRARY_NODE("arbitrary-node"),
  SERVICE_ACCOUNT("serviceaccount"),
  USER_INFO("user-info"),
  /// The verb `impersonate`, as always.
  LEGACY("");

  private static final String NODE_NAME = "authentication.kubernetes.io/node-name";

  private final String word;

  Mode(String word) {
    this.word = word;
  }

  boolean isConstrained() {
    return this != LEGACY;
  }

  /// What one needs to be allowed on whom one acts as.
  String verb() {
    return isConstrained() ? "impersonate:" + word : "impersonate";
  }

  /// What one needs to be allowed on what the request is about.
  String verbOn(String verb) {
    return "impersonate-on:" + word + ":" + verb;
  }

  /// Whether one may become this user in this way at all.
  boolean fits(User wanted, User asker) {
    return switch (this) {
      case ASSOCIATED_NODE -> isBare(wanted) && runsOn(asker, wanted);
      case ARBITRARY_NODE -> isBare(wanted) && Usernames.node(wanted.name()).isPresent();
      case SERVICE_ACCOUNT -> isBare(wanted) && Usernames.account(wanted.name()).isPresent();
      case USER_INFO ->
          Usernames.node(wanted.name()).isEmpty() && Usernames.account(wanted.name()).isEmpty();
      case LEGACY -> true;
    };
  }

  private static boolean isBare(User wanted) {
    return wanted.uid().isEmpty() && wanted.groups().isEmpty() && wanted.extra().isEmpty();
  }

  private static boolean runsOn(User asker, User wanted) {
    return Usernames.account(asker.name()).isPresent()
        && Usernames.node(wanted.name())
            .map(List::of)
            .filter(asker.extra().getOrDefault(NODE_NAME, List.of())::equals)
            .isPresent();
  }
}
