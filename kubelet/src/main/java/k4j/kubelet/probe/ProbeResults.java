package k4j.kubelet.probe;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The standing result of each probe, by container id.
final class ProbeResults {

  private final Map<ProbeKind, Map<String, Boolean>> results = new EnumMap<>(ProbeKind.class);

  ProbeResults() {
    for (ProbeKind kind : ProbeKind.values()) {
      results.put(kind, new ConcurrentHashMap<>());
    }
  }

  private Map<String, Boolean> of(ProbeKind kind) {
    return results.getOrDefault(kind, Map.of());
  }

  Optional<Boolean> get(ProbeKind kind, String containerId) {
    return Optional.ofNullable(of(kind).get(containerId));
  }

  /// Whether that is news.
  boolean set(ProbeKind kind, String containerId, boolean success) {
    Boolean before = of(kind).put(containerId, success);
    return before == null || before != success;
  }

  void remove(ProbeKind kind, String containerId) {
    of(kind).remove(containerId);
  }
}
