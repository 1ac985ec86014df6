package k4j.kubelet.container;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.JsonObject;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.sandbox.LinuxPodSandboxConfig;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxMetadata;
import k4j.cri.sandbox.PortMapping;
import k4j.kubelet.config.KubeletSettings;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;

/// Makes the configuration of a pod's sandbox.
public final class SandboxConfigs {

  private final KubeletSettings settings;
  private final PodDns dns;
  private final SecurityContexts security;

  public SandboxConfigs(KubeletSettings settings, PodDns dns, SecurityContexts security) {
    this.settings = settings;
    this.dns = dns;
    this.security = security;
  }

  public PodSandboxConfig of(JsonObject pod, int attempt) {
    PodName name = PodName.of(pod);
    String hostname =
        PodSpecs.isHostNetwork(pod) ? "" : HostsFile.hostname(pod, settings.nodeName());
    if (PodSpecs.spec(pod).bool("setHostnameAsFQDN")) {
      String domain = HostsFile.domain(pod, settings.clusterDomain());
      hostname = domain.isEmpty() ? hostname : hostname + "." + domain;
    }
    return new PodSandboxConfig(
        new PodSandboxMetadata(name.name(), name.uid(), name.namespace(), attempt),
        hostname,
        settings.paths().logDirectory(name).toString(),
        dns.of(pod),
        ports(pod),
        ContainerLabels.sandboxLabels(pod),
        PodSpecs.annotations(pod).strings(),
        linux(pod));
  }

  private static List<PortMapping> ports(JsonObject pod) {
    List<PortMapping> result = new ArrayList<>();
    if (PodSpecs.isHostNetwork(pod)) {
      return result;
    }
    List<JsonObject> containers = new ArrayList<>(PodSpecs.containers(pod));
    containers.addAll(PodSpecs.sidecars(pod));
    for (JsonObject container : containers) {
      for (JsonObject port : container.array("ports").objects()) {
        PortMapping.Protocol protocol =
            switch (port.string("protocol")) {
              case "UDP" -> PortMapping.Protocol.UDP;
              case "SCTP" -> PortMapping.Protocol.SCTP;
              default -> PortMapping.Protocol.TCP;
            };
        result.add(
            new PortMapping(
                protocol,
                (int) port.integer("containerPort"),
                (int) port.integer("hostPort"),
                port.string("hostIP")));
      }
    }
    return result;
  }

  private LinuxPodSandboxConfig linux(JsonObject pod) {
    Map<String, String> sysctls = new TreeMap<>();
    for (JsonObject sysctl :
        PodSpecs.spec(pod).object("securityContext").array("sysctls").objects()) {
      sysctls.put(sysctl.string("name").replace('/', '.'), sysctl.string("value"));
    }
    String root = settings.cgroupRoot();
    return new LinuxPodSandboxConfig(
        root.isEmpty() ? "" : root + "/pod" + PodName.of(pod).uid(),
        security.ofSandbox(pod),
        sysctls,
        LinuxContainerResources.NONE,
        CgroupResources.ofPod(pod));
  }
}
