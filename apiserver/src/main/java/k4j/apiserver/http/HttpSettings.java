package k4j.apiserver.http;

import javax.net.ssl.SSLContext;

/// Where the server listens.
///
/// @param host an address of this machine, `0.0.0.0` for all
/// @param port 0 for any that is free
/// @param tls shows the server's certificate and asks clients for theirs
public record HttpSettings(String host, int port, SSLContext tls) {}
