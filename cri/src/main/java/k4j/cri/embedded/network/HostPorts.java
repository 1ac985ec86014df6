package k4j.cri.embedded.network;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import k4j.cri.CriException;
import k4j.cri.embedded.state.SandboxRecord;
import k4j.cri.sandbox.PortMapping;

/// Host ports of sandboxes: listeners of this process that forward into the pod.
public final class HostPorts implements AutoCloseable {
  private final Map<String, List<AutoCloseable>> open = new ConcurrentHashMap<>();

  /// Opens the ports of a sandbox that has an address of its own; those of the host's network need
  /// none.
  public void open(SandboxRecord sandbox) throws IOException {
    if (sandbox.hostNetwork() || sandbox.ips().isEmpty()) {
      return;
    }
    List<AutoCloseable> ports = new ArrayList<>();
    open.put(sandbox.id(), ports);
    for (PortMapping port : sandbox.config().portMappings()) {
      if (port.hostPort() > 0) {
        try {
          ports.add(listen(port, sandbox.ips().getFirst()));
        } catch (IOException e) {
          close(sandbox.id());
          throw new CriException(
              CriException.Code.UNKNOWN,
              "failed to bind host port " + port.hostPort() + ": " + e.getMessage(),
              e);
        }
      }
    }
  }

  private static AutoCloseable listen(PortMapping port, String podIp) throws IOException {
    return switch (port.protocol()) {
      case TCP -> TcpForward.start(port, podIp);
      case UDP -> UdpForward.start(port, podIp);
      case SCTP -> throw new IOException("SCTP host ports are not supported");
    };
  }

  public void close(String sandboxId) {
    List<AutoCloseable> ports = open.remove(sandboxId);
    if (ports != null) {
      ports.forEach(HostPorts::close);
    }
  }

  private static void close(AutoCloseable port) {
    switch (port) {
      case TcpForward tcp -> tcp.close();
      case UdpForward udp -> udp.close();
      default -> throw new AssertionError(port);
    }
  }

  @Override
  public void close() {
    List.copyOf(open.keySet()).forEach(this::close);
  }
}
