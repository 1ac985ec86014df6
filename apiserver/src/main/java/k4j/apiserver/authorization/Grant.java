package k4j.apiserver.authorization;

import java.util.List;

/// What one binding gives one of its subjects.
///
/// @param binding the binding as messages name it: its name, or `name/namespace`
/// @param subject as messages name it, such as `Group "system:masters"`
/// @param rules of the role
/// @param problem why the role could not be found; empty where it could
public record Grant(
    boolean clusterWide,
    String binding,
    String roleKind,
    String roleName,
    String subject,
    List<Rule> rules,
    String problem) {

  public Grant {
    rules = List.copyOf(rules);
  }

  String describe() {
    return (clusterWide ? "ClusterRoleBinding " : "RoleBinding ")
        + Quoted.text(binding)
        + " of "
        + roleKind
        + " "
        + Quoted.text(roleName)
        + " to "
        + subject;
  }
}
