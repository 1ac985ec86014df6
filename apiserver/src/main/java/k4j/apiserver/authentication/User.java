package k4j.apiserver.authentication;

import java.util.List;
import java.util.Map;

/// Who is asking.
///
/// @param uid empty where the authenticator knows none
/// @param extra what an authenticator adds, such as the pod that a token is bound to
public record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

  public static final String ANONYMOUS = "system:anonymous";
  public static final String MASTERS = "system:masters";
  public static final String AUTHENTICATED = "system:authenticated";
  public static final String UNAUTHENTICATED = "system:unauthenticated";

  public User {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  public static User of(String name, String... groups) {
    return new User(name, "", List.of(groups), Map.of());
  }
}
