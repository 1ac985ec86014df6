package k4j.cri.sandbox;

import java.util.List;
import java.util.Map;

/// All that is needed to make a sandbox. An empty `hostname` is the node's (for host network).
public record PodSandboxConfig(
    PodSandboxMetadata metadata,
    String hostname,
    String logDirectory,
    DnsConfig dnsConfig,
    List<PortMapping> portMappings,
    Map<String, String> labels,
    Map<String, String> annotations,
    LinuxPodSandboxConfig linux) {
  public PodSandboxConfig {
    portMappings = List.copyOf(portMappings);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  public PodSandboxConfig with(LinuxPodSandboxConfig changed) {
    return new PodSandboxConfig(
        metadata, hostname, logDirectory, dnsConfig, portMappings, labels, annotations, changed);
  }
}
