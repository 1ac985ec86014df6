package k4j.kubelet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import k4j.client.Client;
import k4j.client.ListOptions;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;
import k4j.cri.sandbox.DnsConfig;
import k4j.kubelet.config.KubeletSettings;
import k4j.kubelet.container.PodDns;
import k4j.kubelet.node.MachineFacts;
import k4j.kubelet.node.NodeUsage;
import k4j.kubelet.pod.Pods;
import k4j.kubelet.probe.Http2Health;
import k4j.kubelet.probe.HttpCall;
import k4j.kubelet.probe.ProbeAttempts;
import k4j.kubelet.probe.ProbeRunner;
import k4j.kubelet.reference.ConfigObjects;
import k4j.kubelet.volume.ApiClaims;
import k4j.kubelet.volume.LinuxMounter;
import k4j.kubelet.volume.PodVolumes;
import k4j.kubelet.volume.Tokens;
import k4j.kubelet.volume.Volumes;

/// This machine, for one kubelet alone.
final class OwnHost implements Host {

  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  private final KubeletSettings settings;
  private final Client client;
  private final Surroundings surroundings;
  private final MachineFacts machine;
  private final Informers informers;
  private final PodSource pods;
  private final Informer<Unstructured> services;
  private final Wakes wakes = new Wakes();
  private final ConfigObjects config;
  private final ProbeAttempts probes;

  OwnHost(KubeletSettings settings, Kubelet.Services services, HttpCall http) {
    this.settings = settings;
    surroundings = services.surroundings();
    machine = MachineFacts.read(settings.paths().root());
    client = services.client();
    informers = new Informers(services.client(), surroundings);
    ListOptions ofNode = ListOptions.ALL.withFields("spec.nodeName=" + settings.nodeName());
    pods = PodSource.of(informers.of(Pods.POD, "", ofNode));
    this.services = informers.of(Pods.SERVICE);
    config = new ConfigObjects(services.client(), surroundings, wakes);
    probes = new ProbeRunner(services.runtime(), http, Http2Health::new);
  }

  @Override
  public MachineFacts machine() {
    return machine;
  }

  @Override
  public long availableMemory() {
    return MachineFacts.availableMemory();
  }

  @Override
  public NodeUsage usage() {
    return NodeUsage.read(settings.paths().root());
  }

  @Override
  public PodSource pods() {
    return pods;
  }

  @Override
  public Informer<Unstructured> services() {
    return services;
  }

  @Override
  public ConfigObjects config() {
    return config;
  }

  @Override
  public Volumes volumes(Tokens tokens) {
    return new PodVolumes(
        settings.paths().pods(),
        config,
        tokens,
        new ApiClaims(client, settings.nodeName()),
        new LinuxMounter(),
        surroundings.clock(),
        surroundings.random());
  }

  @Override
  public ProbeAttempts probes() {
    return probes;
  }

  @Override
  public DnsConfig dns() {
    try {
      return Files.isReadable(RESOLV_CONF)
          ? PodDns.parse(Files.readString(RESOLV_CONF))
          : DnsConfig.NODE;
    } catch (IOException e) {
      throw new UncheckedIOException(RESOLV_CONF + " cannot be read", e);
    }
  }

  @Override
  public void openLog(String containerId) {}

  @Override
  public boolean serves() {
    return true;
  }

  @Override
  public int port() {
    return settings.port();
  }

  @Override
  public void start(Consumer<String> wake) {
    wakes.to(wake);
    informers.start();
  }

  @Override
  public void close() {
    informers.close();
    config.close();
  }
}
