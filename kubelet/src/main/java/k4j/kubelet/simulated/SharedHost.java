package k4j.kubelet.simulated;

import java.util.function.Consumer;
import k4j.client.Unstructured;
import k4j.client.informer.Informer;
import k4j.cri.sandbox.DnsConfig;
import k4j.cri.simulated.SimulatedRuntime;
import k4j.kubelet.Host;
import k4j.kubelet.PodSource;
import k4j.kubelet.config.NodePaths;
import k4j.kubelet.node.MachineFacts;
import k4j.kubelet.node.NodeUsage;
import k4j.kubelet.probe.ProbeAttempts;
import k4j.kubelet.probe.ProbeOutcome;
import k4j.kubelet.reference.ConfigObjects;
import k4j.kubelet.volume.ReferencedVolumes;
import k4j.kubelet.volume.Tokens;
import k4j.kubelet.volume.Volumes;

/// What a simulated node stands on: a machine that is only told of, and watches that all share.
record SharedHost(
    MachineFacts machine,
    NodePaths paths,
    SimulatedRuntime runtime,
    PodSource pods,
    Informer<Unstructured> services,
    ConfigObjects config)
    implements Host {

  private static final int PORT = 10250;

  @Override
  public long availableMemory() {
    return machine.memoryBytes();
  }

  @Override
  public NodeUsage usage() {
    return NodeUsage.idle(machine);
  }

  @Override
  public Volumes volumes(Tokens tokens) {
    return new ReferencedVolumes(paths.pods(), config);
  }

  /// Whatever the probe asks, the simulation answers.
  @Override
  public ProbeAttempts probes() {
    return (_, _, id, _) ->
        runtime.ready(id)
            ? new ProbeOutcome.Success()
            : new ProbeOutcome.Failure("the simulated container is not ready");
  }

  @Override
  public DnsConfig dns() {
    return DnsConfig.NODE;
  }

  @Override
  public void openLog(String containerId) {
    runtime.openLog(containerId);
  }

  /// Where a kubelet usually serves; the shared server is found by the node's address.
  @Override
  public int port() {
    return PORT;
  }

  @Override
  public boolean serves() {
    return false;
  }

  @Override
  public void start(Consumer<String> wake) {}

  @Override
  public void close() {}
}
