package k4j.cluster;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.api.yaml.YamlReader;

/// What every cluster has beyond the API server's own default objects: the Service of the cluster's
/// DNS, the default storage class, and the roles that kubeadm gives.
final class Addons {

  private static final String STORAGE =
      """
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: standard
        annotations: {storageclass.kubernetes.io/is-default-class: "true"}
      provisioner: k4j.local/directory
      volumeBindingMode: WaitForFirstConsumer
      reclaimPolicy: Delete
      ---
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: storage-provisioner, namespace: kube-system}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: "k4j:storage-provisioner"}
      rules:
      - apiGroups: [""]
        resources: [persistentvolumes]
        verbs: [get, list, watch, create, update, delete]
      - apiGroups: [""]
        resources: [persistentvolumeclaims]
        verbs: [get, list, watch]
      - apiGroups: [storage.k8s.io]
        resources: [storageclasses]
        verbs: [get, list, watch]
      - apiGroups: [""]
        resources: [nodes]
        verbs: [get]
      - apiGroups: [""]
        resources: [events]
        verbs: [create, update, patch]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: "k4j:storage-provisioner"}
      roleRef:
        apiGroup: rbac.authorization.k8s.io
        kind: ClusterRole
        name: "k4j:storage-provisioner"
      subjects:
      - {kind: ServiceAccount, name: storage-provisioner, namespace: kube-system}
      """;

  private Addons() {}

  static void ensure(ControlPlane controlPlane, ClusterConfig config) {
    Transport transport = controlPlane.transport("kubernetes-admin", "system:masters");
    for (String manifest : List.of(manifest(config), STORAGE)) {
      for (Json each : YamlReader.parseAll(manifest.getBytes(StandardCharsets.UTF_8))) {
        ensure(transport, (JsonObject) each);
      }
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
      case "StorageClass" -> "/apis/storage.k8s.io/v1/storageclasses";
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
