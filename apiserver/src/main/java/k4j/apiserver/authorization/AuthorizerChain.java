package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import k4j.apiserver.authentication.User;
import k4j.apiserver.registry.Reader;

/// Asks several authorizers in turn; the first that allows or denies decides.
public record AuthorizerChain(List<Authorizer> members) implements Authorizer {

  private static final Set<String> HEALTH = Set.of("/healthz", "/livez", "/readyz");

  public AuthorizerChain {
    members = List.copyOf(members);
  }

  /// All authorizers of a cluster, in order.
  ///
  /// @param nodeRules those of the ClusterRole `system:node`
  public static AuthorizerChain of(Reader reader, RbacRoles roles, List<Rule> nodeRules) {
    var members = new ArrayList<>(first());
    members.add(new NodeAuthorizer(reader, nodeRules));
    members.add(new RbacAuthorizer(roles));
    return new AuthorizerChain(members);
  }

  /// Those that are asked before all others, however the cluster is configured.
  public static List<Authorizer> first() {
    return List.of(AuthorizerChain::masters, AuthorizerChain::health);
  }

  /// The others of a cluster, by the types that an AuthorizationConfiguration names.
  public static Map<String, Authorizer> byType(
      Reader reader, RbacRoles roles, List<Rule> nodeRules) {
    return Map.of(
        "AlwaysAllow",
        new Everything(),
        "AlwaysDeny",
        _ -> new Decision(Verdict.NO_OPINION, "Everything is forbidden."),
        "Node",
        new NodeAuthorizer(reader, nodeRules),
        "RBAC",
        new RbacAuthorizer(roles));
  }

  /// Allows whatever there is.
  private record Everything() implements Authorizer {
    @Override
    public Decision authorize(Attributes attributes) {
      return Decision.ALLOW;
    }

    @Override
    public Held held(User user, String namespace) {
      return Held.EVERYTHING;
    }
  }

  /// Who is in `system:masters` may do everything.
  static Decision masters(Attributes attributes) {
    return attributes.user().groups().contains(User.MASTERS) ? Decision.ALLOW : Decision.NO_OPINION;
  }

  /// Everybody may ask whether the server is well.
  static Decision health(Attributes attributes) {
    return !attributes.isResource() && HEALTH.contains(attributes.path())
        ? Decision.ALLOW
        : Decision.NO_OPINION;
  }

  @Override
  public Held held(User user, String namespace) {
    return Held.all(members.stream().map(member -> member.held(user, namespace)).toList());
  }

  @Override
  public Decision authorize(Attributes attributes) {
    var reasons = new StringJoiner("\n");
    for (Authorizer member : members) {
      Decision decision = member.authorize(attributes);
      if (decision.verdict() != Verdict.NO_OPINION) {
        return decision;
      }
      if (!decision.reason().isEmpty()) {
        reasons.add(decision.reason());
      }
    }
    return reasons.length() == 0
        ? Decision.NO_OPINION
        : new Decision(Verdict.NO_OPINION, reasons.toString());
  }
}
