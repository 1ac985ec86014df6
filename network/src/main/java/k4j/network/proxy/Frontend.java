package k4j.network.proxy;

/// Where the proxy listens.
///
/// @param address an IP address in text form
public record Frontend(Protocol protocol, String address, int port) {}
