package k4j.apiserver.request;

/// Where a connect request goes on.
///
/// @param secure whether the other side speaks TLS
/// @param kubelet whether it is a kubelet, to which the API server shows its client certificate
/// @param host an address or name
/// @param pathAndQuery what to ask for there, encoded
public record ConnectTarget(
    boolean secure, boolean kubelet, String host, int port, String pathAndQuery) {}
