package k4j.kubelet;

import java.util.function.Consumer;
import k4j.client.Unstructured;
import k4j.client.informer.Informer;
import k4j.cri.sandbox.DnsConfig;
import k4j.kubelet.node.MachineFacts;
import k4j.kubelet.node.NodeUsage;
import k4j.kubelet.probe.ProbeAttempts;
import k4j.kubelet.reference.ConfigObjects;
import k4j.kubelet.volume.Tokens;
import k4j.kubelet.volume.Volumes;

/// What a kubelet stands on: the machine, and what it watches. A kubelet with a machine of its own
/// has all of it for itself; simulated nodes in one process share it.
public interface Host extends AutoCloseable {

  MachineFacts machine();

  /// Memory that could be given out at this moment, in bytes.
  long availableMemory();

  /// What the machine uses at this moment.
  NodeUsage usage();

  PodSource pods();

  Informer<Unstructured> services();

  ConfigObjects config();

  /// @param tokens of the pods' service accounts
  Volumes volumes(Tokens tokens);

  ProbeAttempts probes();

  /// What the node itself asks for names.
  DnsConfig dns();

  /// A container's log is about to be read from its file.
  void openLog(String containerId);

  /// Whether the kubelet serves an API of its own and rotates logs.
  boolean serves();

  /// The port of the kubelet's API where it does not serve it itself.
  int port();

  /// @param wake is told the uid of a pod whose references changed
  void start(Consumer<String> wake);

  @Override
  void close();
}
