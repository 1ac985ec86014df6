package k4j.cri.sandbox;

/// A host port that leads into the sandbox. An empty `hostIp` is all addresses; a zero `hostPort`
/// is no mapping.
public record PortMapping(Protocol protocol, int containerPort, int hostPort, String hostIp) {
  /// The transport of a mapped port.
  public enum Protocol {
    TCP,
    UDP,
    SCTP
  }
}
