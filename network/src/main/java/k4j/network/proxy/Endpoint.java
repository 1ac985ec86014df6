package k4j.network.proxy;

/// Where a connection may be sent.
///
/// @param local whether it runs on this node
public record Endpoint(String address, int port, boolean local) {}
