package k4j.apiserver.bootstrap;

/// What the default objects say about one cluster.
///
/// @param authority the certificate of the cluster's authority, as PEM
/// @param frontProxyAuthority the certificate of the authority of front proxies, as PEM
/// @param address where the API server is reached by pods and other nodes
/// @param port where it listens
/// @param serviceAddress the first address of the service range
/// @param serviceRange such as `10.96.0.0/12`
public record ClusterFacts(
    String authority,
    String frontProxyAuthority,
    String address,
    int port,
    String serviceAddress,
    String serviceRange) {

  String server() {
    return "https://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }
}
