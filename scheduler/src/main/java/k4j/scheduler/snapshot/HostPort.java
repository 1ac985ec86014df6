package k4j.scheduler.snapshot;

import java.util.ArrayList;
import java.util.List;
import k4j.api.core.v1.Container;
import k4j.api.core.v1.ContainerPort;
import k4j.api.core.v1.Pod;

/// A port of the node that a pod occupies.
public record HostPort(String ip, String protocol, int port) {

  private static final String ANY = "0.0.0.0";

  static List<HostPort> of(Pod pod) {
    var ports = new ArrayList<HostPort>();
    for (Container container : pod.spec().containers()) {
      collect(container, ports);
    }
    for (Container container : pod.spec().initContainers()) {
      if (container.restartPolicy().equals("Always")) {
        collect(container, ports);
      }
    }
    return List.copyOf(ports);
  }

  private static void collect(Container container, List<HostPort> ports) {
    for (ContainerPort port : container.ports()) {
      if (port.hostPort() > 0) {
        String ip = port.hostIP().isEmpty() ? ANY : port.hostIP();
        String protocol = port.protocol().isEmpty() ? "TCP" : port.protocol();
        ports.add(new HostPort(ip, protocol, port.hostPort()));
      }
    }
  }

  public boolean conflicts(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
  }
}
