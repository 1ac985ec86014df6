package k4j.network.proxy;

import java.time.Duration;
import java.util.List;

/// What stands behind a frontend.
///
/// @param service `namespace/name:port`, for people
/// @param endpoints may be empty: then connections are refused
/// @param affinity how long a client stays with its endpoint; zero where it does not
public record Backend(String service, List<Endpoint> endpoints, Duration affinity) {
  public Backend {
    endpoints = List.copyOf(endpoints);
  }
}
