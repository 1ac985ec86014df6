package k4j.apiserver.admission.node;

import java.util.Set;
import java.util.TreeSet;
import k4j.api.json.JsonObject;

/// The labels that a kubelet may not give its own node. Pure.
final class NodeLabels {

  private static final String RESTRICTED = "node-restriction.kubernetes.io";
  private static final Set<String> OF_KUBELETS =
      Set.of(
          "kubernetes.io/hostname",
          "kubernetes.io/os",
          "kubernetes.io/arch",
          "beta.kubernetes.io/os",
          "beta.kubernetes.io/arch",
          "beta.kubernetes.io/instance-type",
          "node.kubernetes.io/instance-type",
          "topology.kubernetes.io/zone",
          "topology.kubernetes.io/region",
          "failure-domain.beta.kubernetes.io/zone",
          "failure-domain.beta.kubernetes.io/region");
  private static final Set<String> KUBELET_DOMAINS =
      Set.of("kubelet.kubernetes.io", "node.kubernetes.io");

  private NodeLabels() {}

  /// Those of the changed labels that are forbidden, ascending.
  static Set<String> forbidden(JsonObject now, JsonObject before) {
    var found = new TreeSet<String>();
    for (String key : now.names()) {
      if (!now.string(key).equals(before.string(key)) || !before.has(key)) {
        addForbidden(found, key);
      }
    }
    for (String key : before.names()) {
      if (!now.has(key)) {
        addForbidden(found, key);
      }
    }
    return found;
  }

  private static void addForbidden(Set<String> found, String key) {
    int slash = key.indexOf('/');
    String domain = slash < 0 ? "" : key.substring(0, slash);
    boolean kubernetes = isOrEnds(domain, "kubernetes.io") || isOrEnds(domain, "k8s.io");
    boolean ofKubelets =
        OF_KUBELETS.contains(key)
            || KUBELET_DOMAINS.stream().anyMatch(each -> isOrEnds(domain, each));
    if (isOrEnds(domain, RESTRICTED) || (kubernetes && !ofKubelets)) {
      found.add(key);
    }
  }

  private static boolean isOrEnds(String domain, String end) {
    return domain.equals(end) || domain.endsWith("." + end);
  }
}
