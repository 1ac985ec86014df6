package k4j.apiserver.write;

import java.util.Map;
import k4j.apiserver.registry.ServedResource;

/// Under which keys kube-apiserver keeps objects in etcd, which some of its messages tell. Pure.
final class EtcdKeys {

  private static final Map<String, String> FOLDERS =
      Map.of(
          "nodes", "minions",
          "services", "services/specs",
          "endpoints", "services/endpoints",
          "replicationcontrollers", "controllers",
          "ingresses.networking.k8s.io", "ingress",
          "customresourcedefinitions.apiextensions.k8s.io",
              "apiextensions.k8s.io/customresourcedefinitions",
          "apiservices.apiregistration.k8s.io", "apiregistration.k8s.io/apiservices");

  private EtcdKeys() {}

  /// @param namespace empty for what belongs to the whole cluster
  static String of(ServedResource served, String namespace, String name) {
    String plural = served.name().plural();
    String usual = served.form().custom() ? served.name().group() + "/" + plural : plural;
    String folder = FOLDERS.getOrDefault(served.name().groupResource(), usual);
    String within = served.resource().namespaced() ? namespace + "/" : "";
    return "/registry/%s/%s%s".formatted(folder, within, name);
  }
}
