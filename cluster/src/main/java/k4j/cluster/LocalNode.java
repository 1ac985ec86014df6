package k4j.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import k4j.api.transport.Transport;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.cluster.certificates.ClusterCertificates;
import k4j.cluster.certificates.Identity;
import k4j.cluster.certificates.TlsContexts;
import k4j.cluster.metrics.FrontProxy;
import k4j.cluster.metrics.MetricsServer;
import k4j.cluster.profile.Profile;
import k4j.controllers.directoryprovisioner.DirectoryProvisioner;
import k4j.cri.RuntimeService;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerFilter;
import k4j.cri.embedded.Embedded;
import k4j.cri.embedded.EmbeddedConfig;
import k4j.cri.runtime.RuntimeConfig;
import k4j.cri.sandbox.PodSandbox;
import k4j.cri.sandbox.PodSandboxFilter;
import k4j.kubelet.Kubelet;
import k4j.kubelet.config.KubeletSettings;
import k4j.kubelet.config.NodePaths;
import k4j.kubelet.config.StaticPod;
import k4j.network.dns.ClusterDns;
import k4j.network.dns.ZoneSettings;
import k4j.network.proxy.KubeProxy;
import k4j.network.proxy.ProxyNode;
import k4j.network.proxy.ServiceRoute;

/// The node on this machine: runtime, kubelet, service proxy, DNS.
final class LocalNode {

  private static final int DNS_PORT = 53;
  private static final String DNS_SERVICE = "kube-system/kube-dns";
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);
  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  private final Profile profile;
  private final ClusterConfig config;
  private final Surroundings surroundings;
  private final Embedded runtime;

  private LocalNode(
      Profile profile, ClusterConfig config, Surroundings surroundings, Embedded runtime) {
    this.profile = profile;
    this.config = config;
    this.surroundings = surroundings;
    this.runtime = runtime;
  }

  /// Opens the runtime and its network, so that the node has its address.
  static LocalNode open(
      Profile profile, ClusterConfig config, Surroundings surroundings, Parts parts) {
    try {
      Embedded runtime = parts.add(Embedded.open(runtimeConfig(profile, surroundings)));
      runtime.runtime().updateRuntimeConfig(new RuntimeConfig(config.podCidr()));
      var node = new LocalNode(profile, config, surroundings, runtime);
      parts.add(node::stopContainers);
      var route = new ServiceRoute(config.serviceCidr());
      route.add();
      parts.add(route::remove);
      return node;
    } catch (IOException e) {
      throw new ClusterFailure(
          "the container runtime in %s cannot be opened: %s"
              .formatted(profile.containers(), e.getMessage()),
          e);
    }
  }

  static EmbeddedConfig runtimeConfig(Profile profile, Surroundings surroundings) {
    return new EmbeddedConfig(
            profile.containers(), profile.name(), true, surroundings.clock(), surroundings.random())
        .withHidden(List.of(profile.directory()));
  }

  Embedded runtime() {
    return runtime;
  }

  /// Ends every container, as a node that is shut down does; the next start makes them anew.
  private void stopContainers() {
    var service = runtime.runtime();
    try (var each =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("stop-", 0).factory())) {
      for (PodSandbox sandbox : service.listPodSandbox(PodSandboxFilter.ALL)) {
        each.execute(() -> stop(service, sandbox.id()));
      }
    }
  }

  private static void stop(RuntimeService service, String sandbox) {
    for (Container container : service.listContainers(ContainerFilter.inSandbox(sandbox))) {
      service.stopContainer(container.id(), STOP_GRACE);
    }
    service.stopPodSandbox(sandbox);
  }

  /// Starts what runs pods, those of the cluster's own components first.
  void start(ControlPlane controlPlane, SystemComponents components, Parts parts) {
    Transport transport =
        controlPlane.transport("system:node:" + config.nodeName(), "system:nodes");
    var kubelet =
        parts.add(
            new Kubelet(
                settings(components.pods()),
                new Kubelet.Services(
                    new Client(transport),
                    components.dispatching(runtime.runtime()),
                    components.dispatching(runtime.images()),
                    surroundings,
                    () -> tls(controlPlane.certificates()),
                    new KubeletAccess(transport, config.nodeName()))));
    kubelet.start();
  }

  /// Starts the metrics API.
  MetricsServer metrics(ControlPlane controlPlane) {
    ClusterCertificates certificates = controlPlane.certificates();
    Identity own = certificates.metricsServer();
    Identity client = certificates.apiServerKubeletClient();
    var setup =
        new MetricsServer.Setup(
            config.address(),
            TlsContexts.server(
                () -> own, List.of(certificates.frontProxyAuthority().certificate())),
            TlsContexts.client(() -> client, List.of(certificates.authority().certificate())),
            certificates.authority().certificatePem(),
            new FrontProxy(certificates.frontProxyAuthority().certificate(), surroundings.clock()));
    var server =
        new MetricsServer(
            controlPlane.transport("kubernetes-admin", "system:masters"), surroundings, setup);
    server.start();
    return server;
  }

  /// Starts kube-proxy.
  KubeProxy proxy(ControlPlane controlPlane) {
    var client = new Client(controlPlane.transport("system:kube-proxy", "system:node-proxier"));
    var node = new ProxyNode(config.nodeName(), List.of(config.address(), "127.0.0.1"));
    var proxy = new KubeProxy(client, surroundings, node, Set.of(DNS_SERVICE));
    proxy.start();
    return proxy;
  }

  /// Starts what makes the directories of this node that are persistent volumes.
  DirectoryProvisioner provisioner(ControlPlane controlPlane) {
    var provisioner =
        new DirectoryProvisioner(
            controlPlane.serviceAccount("storage-provisioner"),
            surroundings,
            config.nodeName(),
            profile.volumes());
    provisioner.start();
    return provisioner;
  }

  /// Starts the cluster's DNS: at its service's address, and as the pod that it shows as.
  ClusterDns dns(ControlPlane controlPlane) {
    try {
      InetAddress service = InetAddress.getByName(config.dnsAddress());
      InetAddress pod = InetAddress.getByName(config.address());
      return ClusterDns.start(
          controlPlane.serviceAccount("coredns"),
          surroundings,
          new ZoneSettings(ClusterConfig.CLUSTER_DOMAIN, service, 30),
          List.of(new InetSocketAddress(service, DNS_PORT), new InetSocketAddress(pod, DNS_PORT)),
          RESOLV_CONF);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(config.dnsAddress() + " is no address", e);
    }
  }

  private KubeletSettings settings(List<StaticPod> components) {
    return new KubeletSettings(
        config.nodeName(),
        new NodePaths(profile.kubelet(), profile.logs().resolve("pods")),
        Map.of(),
        List.of(),
        List.of(config.address()),
        config.podCidr(),
        List.of(config.dnsAddress()),
        ClusterConfig.CLUSTER_DOMAIN,
        "/k4j-" + profile.name(),
        config.address(),
        config.kubeletPort(),
        components);
  }

  private SSLContext tls(ClusterCertificates certificates) {
    Identity identity =
        certificates.kubeletServer(config.nodeName(), List.of(config.address(), "127.0.0.1"));
    return TlsContexts.server(() -> identity, List.of(certificates.authority().certificate()));
  }
}
