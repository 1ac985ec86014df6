package k4j.apiserver.strategy;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import k4j.api.schema.Resource;
import k4j.apiserver.extension.definition.DefinitionStrategy;
import k4j.apiserver.strategy.certificate.CertificateSigningRequestStrategy;
import k4j.apiserver.strategy.kind.AccessKinds;
import k4j.apiserver.strategy.kind.ControlKinds;
import k4j.apiserver.strategy.kind.CoreKinds;
import k4j.apiserver.strategy.kind.DaemonSetStrategy;
import k4j.apiserver.strategy.kind.DeviceKinds;
import k4j.apiserver.strategy.kind.ExtensionKinds;
import k4j.apiserver.strategy.kind.KindRules;
import k4j.apiserver.strategy.kind.KindStrategy;
import k4j.apiserver.strategy.kind.NamespaceStrategy;
import k4j.apiserver.strategy.kind.NetworkKinds;
import k4j.apiserver.strategy.kind.NodeStrategy;
import k4j.apiserver.strategy.kind.StorageKinds;
import k4j.apiserver.strategy.kind.WorkloadKinds;
import k4j.apiserver.strategy.pod.PodStrategy;

/// The strategy of every built-in kind.
public final class Strategies {

  private final Map<String, KindRules> rules = new HashMap<>();

  /// @param clock tells when the phase of a volume changes, and the like
  public Strategies(InstantSource clock) {
    rules.putAll(CoreKinds.rules());
    rules.putAll(WorkloadKinds.rules());
    rules.putAll(NetworkKinds.rules());
    rules.putAll(StorageKinds.rules(clock));
    rules.putAll(AccessKinds.rules());
    rules.putAll(ControlKinds.rules());
    rules.putAll(ExtensionKinds.rules());
    rules.putAll(DeviceKinds.rules(clock));
  }

  /// The strategy of a resource, whatever its version.
  public Strategy of(Resource resource) {
    String key = resource.name().groupResource();
    return switch (key) {
      case "pods" -> new PodStrategy();
      case "namespaces" -> new NamespaceStrategy();
      case "nodes" -> new NodeStrategy();
      case "daemonsets.apps" -> new DaemonSetStrategy();
      case "customresourcedefinitions.apiextensions.k8s.io" -> new DefinitionStrategy();
      case "certificatesigningrequests.certificates.k8s.io" ->
          new CertificateSigningRequestStrategy();
      default -> new KindStrategy(resource.namespaced(), rules.getOrDefault(key, KindRules.PLAIN));
    };
  }
}
