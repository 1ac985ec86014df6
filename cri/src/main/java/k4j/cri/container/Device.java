package k4j.cri.container;

/// A device of the node in the container; `permissions` of `r`, `w` and `m`.
public record Device(String containerPath, String hostPath, String permissions) {}
