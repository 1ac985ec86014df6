package k4j.controllers.services;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.discovery.v1.EndpointSlice;

/// Remembers the slices that were written, so that no decision is made on a cache that does not
/// show them yet: it would make them twice.
public final class SliceTracker {

  private final Map<String, Map<String, Long>> written = new ConcurrentHashMap<>();

  private static long version(EndpointSlice slice) {
    return Long.parseLong(slice.resourceVersion());
  }

  public void wrote(EndpointSlice slice) {
    written
        .computeIfAbsent(SliceLabels.service(slice), _ -> new ConcurrentHashMap<>())
        .put(slice.name(), version(slice));
  }

  public void gone(EndpointSlice slice) {
    Map<String, Long> slices = written.get(SliceLabels.service(slice));
    if (slices != null) {
      slices.remove(slice.name());
    }
  }

  public void forget(String service) {
    written.remove(service);
  }

  /// Whether the cache lacks something that was written.
  public boolean isStale(String service, List<EndpointSlice> cached) {
    Map<String, Long> slices = written.getOrDefault(service, Map.of());
    return slices.entrySet().stream()
        .anyMatch(e ->
            cached.stream()
                .noneMatch(s -> s.name().equals(e.getKey()) && version(s) >= e.getValue()));
  }
}
