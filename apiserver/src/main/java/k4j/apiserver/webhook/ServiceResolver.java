package k4j.apiserver.webhook;

/// Finds what stands behind a Service.
@FunctionalInterface
public interface ServiceResolver {

  /// @throws k4j.api.meta.StatusException where nothing does, with Kubernetes' words
  HostPort resolve(String namespace, String name, int port);

  /// @param host an address or a name
  record HostPort(String host, int port) {
    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }
}
