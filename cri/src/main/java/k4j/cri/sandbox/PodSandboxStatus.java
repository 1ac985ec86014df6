package k4j.cri.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A sandbox in full. `ips` has the pod's addresses, the primary one first; none with host network.
public record PodSandboxStatus(
    String id,
    PodSandboxMetadata metadata,
    PodSandboxState state,
    Instant createdAt,
    List<String> ips,
    NamespaceOption namespaces,
    Map<String, String> labels,
    Map<String, String> annotations,
    String runtimeHandler) {
  public PodSandboxStatus {
    ips = List.copyOf(ips);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
