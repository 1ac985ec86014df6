package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.List;
import k4j.apiserver.authentication.User;

/// Allows what roles and their bindings give.
public final class RbacAuthorizer implements Authorizer {

  private final RbacRoles roles;

  public RbacAuthorizer(RbacRoles roles) {
    this.roles = roles;
  }

  @Override
  public Decision authorize(Attributes attributes) {
    return decide(roles.grants(attributes.user(), attributes.namespace()), attributes);
  }

  @Override
  public Held held(User user, String namespace) {
    List<Grant> grants = roles.grants(user, namespace);
    return new Held(
        grants.stream().flatMap(grant -> grant.rules().stream()).toList(),
        false,
        grants.stream().map(Grant::problem).filter(each -> !each.isEmpty()).toList());
  }

  static Decision decide(List<Grant> grants, Attributes attributes) {
    var problems = new ArrayList<String>();
    for (Grant grant : grants) {
      for (Rule rule : grant.rules()) {
        if (rule.allows(attributes)) {
          return new Decision(Verdict.ALLOW, "RBAC: allowed by " + grant.describe());
        }
      }
      if (!grant.problem().isEmpty() && !problems.contains(grant.problem())) {
        problems.add(grant.problem());
      }
    }
    return switch (problems.size()) {
      case 0 -> Decision.NO_OPINION;
      case 1 -> new Decision(Verdict.NO_OPINION, "RBAC: " + problems.getFirst());
      default -> new Decision(Verdict.NO_OPINION, "RBAC: [" + String.join(", ", problems) + "]");
    };
  }
}
