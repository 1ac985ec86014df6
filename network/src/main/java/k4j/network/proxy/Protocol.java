package k4j.network.proxy;

/// What a service port speaks. SCTP needs the kernel's help and is not forwarded.
public enum Protocol {
  TCP,
  UDP
}
