package k4j.junit;

/// A kubeconfig of the cluster's administrator.
///
/// @param text YAML
public record Kubeconfig(String text) {}
