package k4j.apiserver.authorization;

import java.util.List;
import k4j.api.selector.FieldSelector;
import k4j.api.selector.SelectorException;
import k4j.apiserver.authentication.User;
import k4j.apiserver.registry.Reader;

/// Lets a kubelet read what its own pods need, and write about itself (KEP-279,
/// `plugin/pkg/auth/authorizer/node`).
public final class NodeAuthorizer implements Authorizer {

  private static final String PREFIX = "system:node:";
  private static final String NODES = "system:nodes";
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> OWN = List.of("get", "create", "update", "patch", "delete");

  private final NodeRelations relations;
  private final List<Rule> rules;

  /// @param rules what every node may do alike: those of the ClusterRole `system:node`
  public NodeAuthorizer(Reader reader, List<Rule> rules) {
    relations = new NodeRelations(reader);
    this.rules = List.copyOf(rules);
  }

  /// Whether the user is a node, even one without a name.
  public static boolean isNode(User user) {
    return user.name().startsWith(PREFIX) && user.groups().contains(NODES);
  }

  /// The node's name, or `""` where the user is no node.
  public static String nodeOf(User user) {
    return isNode(user) ? user.name().substring(PREFIX.length()) : "";
  }

  @Override
  public Decision authorize(Attributes wanted) {
    String node = nodeOf(wanted.user());
    if (node.isEmpty()) {
      return isNode(wanted.user())
          ? no("unknown node for user \"" + wanted.user().name() + "\"")
          : Decision.NO_OPINION;
    }
    if (!wanted.isResource()) {
      return byRules(wanted);
    }
    return switch (wanted.group() + "/" + wanted.resource()) {
      case "/secrets", "/configmaps" -> readNamespaced(node, wanted);
      case "/persistentvolumeclaims" ->
          wanted.subresource().equals("status") ? claimStatus(node, wanted) : get(node, wanted);
      case "/persistentvolumes",
          "resource.k8s.io/resourceclaims",
          "storage.k8s.io/volumeattachments" ->
          get(node, wanted);
      case "/serviceaccounts" -> serviceAccount(node, wanted);
      case "coordination.k8s.io/leases" -> lease(node, wanted);
      case "storage.k8s.io/csinodes" -> csiNode(node, wanted);
      case "resource.k8s.io/resourceslices" -> resourceSlice(node, wanted);
      case "/nodes" -> node(node, wanted);
      case "/pods" -> pod(node, wanted);
      case "certificates.k8s.io/podcertificaterequests" -> podCertificateRequest(node, wanted);
      default -> byRules(wanted);
    };
  }

  @Override
  public Held held(User user, String namespace) {
    return nodeOf(user).isEmpty()
        ? Held.NOTHING
        : Held.untold("node authorizer does not support user rule resolution");
  }

  private Decision byRules(Attributes wanted) {
    return rules.stream().anyMatch(rule -> rule.allows(wanted))
        ? Decision.ALLOW
        : Decision.NO_OPINION;
  }

  private static Decision no(String reason) {
    return new Decision(Verdict.NO_OPINION, reason);
  }

  private Decision related(String node, Attributes wanted) {
    if (wanted.name().isEmpty()) {
      return no("No Object name found");
    }
    return relations.exist(node, wanted.resource(), wanted.namespace(), wanted.name())
        ? Decision.ALLOW
        : no("no relationship found between node '" + node + "' and this object");
  }

  private Decision readNamespaced(String node, Attributes wanted) {
    if (!READ.contains(wanted.verb())) {
      return no("can only read resources of this type");
    }
    if (!wanted.subresource().isEmpty()) {
      return no("cannot read subresource");
    }
    return wanted.namespace().isEmpty()
        ? no("can only read namespaced object of this type")
        : related(node, wanted);
  }

  private Decision get(String node, Attributes wanted) {
    if (!wanted.verb().equals("get")) {
      return no("can only get individual resources of this type");
    }
    return wanted.subresource().isEmpty() ? related(node, wanted) : no("cannot get subresource");
  }

  private Decision claimStatus(String node, Attributes wanted) {
    return wanted.verb().equals("update") || wanted.verb().equals("patch")
        ? related(node, wanted)
        : no("can only get/update/patch this type");
  }

  private Decision serviceAccount(String node, Attributes wanted) {
    if (wanted.verb().equals("get") && wanted.subresource().isEmpty()) {
      return readNamespaced(node, wanted);
    }
    if (!wanted.verb().equals("create") || wanted.name().isEmpty()) {
      return no("can only create tokens for individual service accounts");
    }
    return wanted.subresource().equals("token")
        ? related(node, wanted)
        : no("can only create token subresource of serviceaccount");
  }

  private static Decision lease(String node, Attributes wanted) {
    if (!OWN.contains(wanted.verb())) {
      return no("can only get, create, update, patch, or delete a node lease");
    }
    if (!wanted.namespace().equals("kube-node-lease")) {
      return no("can only access leases in the \"kube-node-lease\" system namespace");
    }
    return wanted.verb().equals("create") || wanted.name().equals(node)
        ? Decision.ALLOW
        : no("can only access node lease with the same name as the requesting node");
  }

  private static Decision csiNode(String node, Attributes wanted) {
    if (!OWN.contains(wanted.verb())) {
      return no("can only get, create, update, patch, or delete a CSINode");
    }
    if (!wanted.subresource().isEmpty()) {
      return no("cannot authorize CSINode subresources");
    }
    return wanted.verb().equals("create") || wanted.name().equals(node)
        ? Decision.ALLOW
        : no("can only access CSINode with the same name as the requesting node");
  }

  private Decision resourceSlice(String node, Attributes wanted) {
    if (!wanted.subresource().isEmpty()) {
      return no("cannot authorize ResourceSlice subresources");
    }
    return switch (wanted.verb()) {
      case "create" -> Decision.ALLOW;
      case "get", "update", "patch", "delete" -> related(node, wanted);
      case "watch", "list", "deletecollection" ->
          selects(wanted, "spec.nodeName", node)
              ? Decision.ALLOW
              : no(
                  "can only list/watch/deletecollection resourceslices with nodeName field"
                      + " selector");
      default ->
          no(
              "only the following verbs are allowed for a ResourceSlice: get, watch, list,"
                  + " create, update, patch, delete, deletecollection");
    };
  }

  private Decision podCertificateRequest(String node, Attributes wanted) {
    if (!wanted.subresource().isEmpty()) {
      return no("nodes may not access the status subresource of PodCertificateRequests");
    }
    return switch (wanted.verb()) {
      case "create" -> Decision.ALLOW;
      case "get" -> related(node, wanted);
      case "list", "watch" ->
          selects(wanted, "spec.nodeName", node)
              ? Decision.ALLOW
              : no("can only list/watch podcertificaterequests with nodeName field selector");
      default -> no("nodes may not " + wanted.verb() + " podcertificaterequests");
    };
  }

  private static Decision node(String node, Attributes wanted) {
    String verb = wanted.verb();
    boolean writes = verb.equals("update") || verb.equals("patch");
    if (wanted.subresource().equals("status")) {
      return writes ? Decision.ALLOW : Decision.NO_OPINION;
    }
    if (!wanted.subresource().isEmpty()) {
      return Decision.NO_OPINION;
    }
    if (writes || verb.equals("create")) {
      return Decision.ALLOW;
    }
    if (!READ.contains(verb)) {
      return Decision.NO_OPINION;
    }
    if (wanted.name().equals(node)) {
      return Decision.ALLOW;
    }
    return no(
        wanted.name().isEmpty()
            ? "node '" + node + "' cannot read all nodes, only its own Node object"
            : "node '" + node + "' cannot read '" + wanted.name() + "', only its own Node object");
  }

  private Decision pod(String node, Attributes wanted) {
    return switch (wanted.subresource() + ":" + wanted.verb()) {
      case ":get" -> get(node, wanted);
      case ":list", ":watch" -> {
        if (selects(wanted, "spec.nodeName", node)) {
          yield Decision.ALLOW;
        }
        yield wanted.name().isEmpty()
            ? no("can only list/watch pods with spec.nodeName field selector")
            : related(node, wanted);
      }
      case ":create", ":delete", "status:update", "status:patch", "eviction:create" ->
          Decision.ALLOW;
      default -> Decision.NO_OPINION;
    };
  }

  private static boolean selects(Attributes wanted, String field, String value) {
    try {
      return value.equals(FieldSelector.parse(wanted.fieldSelector()).exact(field));
    } catch (SelectorException _) {
      return false;
    }
  }
}
