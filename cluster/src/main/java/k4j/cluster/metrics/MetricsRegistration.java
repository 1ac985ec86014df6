package k4j.cluster.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.api.yaml.YamlReader;

/// What makes the aggregator ask the metrics server: a service without pods, its endpoint, the API
/// service, and the role by which users may read it.
final class MetricsRegistration {

  private static final String SPACE = "/api/v1/namespaces/kube-system/services";
  private static final Map<String, String> COLLECTIONS =
      Map.of(
          "Service", SPACE,
          "EndpointSlice", "/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices",
          "APIService", "/apis/apiregistration.k8s.io/v1/apiservices",
          "ClusterRole", "/apis/rbac.authorization.k8s.io/v1/clusterroles");

  private final Transport transport;

  /// @param transport as somebody who may do everything
  MetricsRegistration(Transport transport) {
    this.transport = transport;
  }

  /// Writes all of it anew where it differs, as after a start on another port.
  void ensure(String address, int port, String authorityPem) {
    String bundle =
        Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.UTF_8));
    String text = manifest().formatted(address, port, bundle);
    for (Json each : YamlReader.parseAll(text.getBytes(StandardCharsets.UTF_8))) {
      ensure((JsonObject) each);
    }
  }

  private void ensure(JsonObject object) {
    String collection = COLLECTIONS.getOrDefault(object.string("kind"), "");
    String path = collection + "/" + object.object("metadata").string("name");
    try {
      transport.send(new Request("PATCH", path, Map.of(), "application/merge-patch+json", object));
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      transport.send(Request.of("POST", collection, Map.of(), object));
    }
  }

  private static String manifest() {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: metrics-server
      namespace: kube-system
      labels: {k8s-app: metrics-server}
    spec:
      ports:
      - {name: https, port: 443, protocol: TCP, targetPort: %2$d, appProtocol: https}
    ---
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata:
      name: metrics-server
      namespace: kube-system
      labels: {kubernetes.io/service-name: metrics-server}
    addressType: IPv4
    endpoints:
    - addresses: ["%1$s"]
      conditions: {ready: true}
    ports:
    - {name: https, port: %2$d, protocol: TCP}
    ---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata:
      name: system:aggregated-metrics-reader
      labels:
        k8s-app: metrics-server
        rbac.authorization.k8s.io/aggregate-to-admin: "true"
        rbac.authorization.k8s.io/aggregate-to-edit: "true"
        rbac.authorization.k8s.io/aggregate-to-view: "true"
    rules:
    - apiGroups: [metrics.k8s.io]
      resources: [pods, nodes]
      verbs: [get, list, watch]
    ---
    apiVersion: apiregistration.k8s.io/v1
    kind: APIService
    metadata:
      name: v1beta1.metrics.k8s.io
      labels: {k8s-app: metrics-server}
    spec:
      group: metrics.k8s.io
      version: v1beta1
      groupPriorityMinimum: 100
      versionPriority: 100
      caBundle: %3$s
      service: {name: metrics-server, namespace: kube-system, port: 443}
    """;
  }
}
