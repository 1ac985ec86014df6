package k4j.cri.runtime;

/// `RuntimeConfig`: the pod CIDR of the node (comma separated for two families), empty for none
/// yet.
public record RuntimeConfig(String podCidr) {}
