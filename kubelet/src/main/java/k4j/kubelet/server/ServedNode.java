package k4j.kubelet.server;

/// A node whose kubelet's API is served.
///
/// @param access whom its API lets in
public record ServedNode(String name, Access access, PodEndpoints endpoints) {}
