package k4j.apiserver.authorization;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Authorizer.Verdict;

/// Keeps people from giving themselves or others, by a role or a binding, what they do not hold
/// (`pkg/registry/rbac`).
public final class EscalationCheck {

  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final List<Rule> EVERYTHING =
      List.of(
          Rule.onResources(List.of("*"), List.of("*"), List.of("*"), List.of()),
          Rule.onPaths(List.of("*"), List.of("*")));

  private final RbacRoles roles;
  private final Authorizer authorizer;

  public EscalationCheck(RbacRoles roles, Authorizer authorizer) {
    this.roles = roles;
    this.authorizer = authorizer;
  }

  /// A write of a Role or ClusterRole.
  ///
  /// @param name as the request has it, empty on create
  /// @param old empty on create
  /// @throws StatusException 403 where the user does not hold what the role gives
  public void role(
      User user,
      ResourceName resource,
      String namespace,
      String name,
      JsonObject role,
      JsonObject old) {
    if (isFree(user, role, old) || may(user, "escalate", resource.plural(), namespace, name)) {
      return;
    }
    String roleName = role.object("metadata").string("name");
    confirm(user, resource, namespace, roleName, Rule.allOf(role));
    if (aggregates(role) || aggregates(old)) {
      if (!RuleCover.missing(roles.rules(user, namespace), EVERYTHING).isEmpty()) {
        throw StatusException.forbidden(
            resource, roleName, "must have cluster-admin privileges to use the aggregationRule");
      }
    }
  }

  /// A write of a RoleBinding or ClusterRoleBinding.
  ///
  /// @param old empty on create
  /// @throws StatusException 403 where the user does not hold what the role gives, 404 where there
  ///   is no such role
  public void binding(
      User user, ResourceName resource, String namespace, JsonObject binding, JsonObject old) {
    if (isFree(user, binding, old)) {
      return;
    }
    JsonObject roleRef = binding.object("roleRef");
    String plural = roleRef.string("kind").equals("ClusterRole") ? "clusterroles" : "roles";
    if (!may(user, "bind", plural, namespace, roleRef.string("name"))) {
      String name = binding.object("metadata").string("name");
      confirm(user, resource, namespace, name, roles.rulesOfRole(roleRef, namespace));
    }
  }

  private static boolean isFree(User user, JsonObject object, JsonObject old) {
    return user.groups().contains(User.MASTERS)
        || (!old.isEmpty() && withoutOwnership(object).equals(withoutOwnership(old)));
  }

  /// What remains when everything that only the garbage collector needs is left out.
  private static JsonObject withoutOwnership(JsonObject object) {
    JsonObject metadata =
        object
            .object("metadata")
            .without("ownerReferences")
            .without("finalizers")
            .without("managedFields")
            .without("resourceVersion");
    return object.with("metadata", metadata);
  }

  private static boolean aggregates(JsonObject role) {
    return !role.object("aggregationRule").array("clusterRoleSelectors").isEmpty();
  }

  private boolean may(User user, String verb, String plural, String namespace, String name) {
    var wanted = Attributes.ofResource(user, verb, GROUP, plural, namespace, name);
    return authorizer.authorize(wanted).verdict() == Verdict.ALLOW;
  }

  private void confirm(
      User user, ResourceName resource, String namespace, String name, List<Rule> wanted) {
    List<Rule> missing = RuleCover.missing(roles.rules(user, namespace), wanted);
    if (!missing.isEmpty()) {
      throw StatusException.forbidden(
          resource,
          name,
          "user "
              + Quoted.text(user.name())
              + " (groups="
              + Quoted.list(user.groups())
              + ") is attempting to grant RBAC permissions not currently held:\n"
              + RuleCover.describe(missing));
    }
  }
}
