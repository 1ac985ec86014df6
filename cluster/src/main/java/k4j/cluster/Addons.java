package k4j.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.api.yaml.YamlReader;

/// What every cluster has beyond the API server's own default objects: the Service of the cluster's
/// DNS, and the roles that kubeadm gives.
final class Addons {

  private Addons() {}

  static void ensure(ControlPlane controlPlane, ClusterConfig config) {
    Transport transport = controlPlane.transport("kubernetes-admin", "system:masters");
    for (Json each : YamlReader.parseAll(manifest(config).getBytes(StandardCharsets.UTF_8))) {
      ensure(transport, (JsonObject) each);
    }
  }

  /// Looked for first: an address that is taken already would be refused before the name is.
  private static void ensure(Transport transport, JsonObject object) {
    String name = object.object("metadata").string("name");
    try {
      transport.send(Request.get(collection(object) + "/" + name, Map.of()));
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      transport.send(Request.of("POST", collection(object), Map.of(), object));
    }
  }

  private static String collection(JsonObject object) {
    return switch (object.string("kind")) {
      case "Service" -> "/api/v1/namespaces/kube-system/services";
      case "ServiceAccount" -> "/api/v1/namespaces/kube-system/serviceaccounts";
      case "ClusterRole" -> "/apis/rbac.authorization.k8s.io/v1/clusterroles";
      default -> "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
    };
  }

  private static String manifest(ClusterConfig config) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: kube-dns
      namespace: kube-system
      labels:
        k8s-app: kube-dns
        kubernetes.io/cluster-service: "true"
        kubernetes.io/name: CoreDNS
    spec:
      clusterIP: %s
      selector: {k8s-app: kube-dns}
      ports:
      - {name: dns, port: 53, targetPort: 53, protocol: UDP}
      - {name: dns-tcp, port: 53, targetPort: 53, protocol: TCP}
    ---
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: coredns, namespace: kube-system}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: "system:coredns"}
    rules:
    - apiGroups: [""]
      resources: [endpoints, services, pods, namespaces]
      verbs: [list, watch]
    - apiGroups: [discovery.k8s.io]
      resources: [endpointslices]
      verbs: [list, watch]
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: "system:coredns"}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:coredns"}
    subjects:
    - {kind: ServiceAccount, name: coredns, namespace: kube-system}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRoleBinding
    metadata: {name: "kubeadm:cluster-admins"}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
    subjects:
    - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "kubeadm:cluster-admins"}
    """
        .formatted(config.dnsAddress());
  }
}
