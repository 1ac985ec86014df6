package k4j.cluster.metrics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The last two scrapes of each node.
final class MetricsStore {

  private final Duration resolution;
  private final Map<String, Pair> nodes = new ConcurrentHashMap<>();

  private record Pair(Scrape before, Scrape now) {}

  MetricsStore(Duration resolution) {
    this.resolution = resolution;
  }

  void add(String node, Scrape scrape) {
    nodes.merge(
        node, new Pair(Scrape.NONE, scrape), (old, fresh) -> new Pair(old.now(), fresh.now()));
  }

  void keepOnly(Set<String> names) {
    nodes.keySet().retainAll(names);
  }

  Optional<Usage> node(String name) {
    Pair pair = nodes.get(name);
    return pair == null
        ? Optional.empty()
        : pair.now()
            .node()
            .flatMap(now -> Usage.between(pair.before().node().orElse(null), now, resolution));
  }

  /// By container; empty where one of them is not measured yet.
  Map<String, Usage> pod(String namespace, String name) {
    String key = namespace + "/" + name;
    for (Pair pair : nodes.values()) {
      Map<String, Sample> now = pair.now().containers().get(key);
      if (now != null) {
        return usages(pair.before().containers().getOrDefault(key, Map.of()), now);
      }
    }
    return Map.of();
  }

  private Map<String, Usage> usages(Map<String, Sample> before, Map<String, Sample> now) {
    Map<String, Usage> result = new HashMap<>();
    now.forEach((container, sample) ->
        Usage.between(before.get(container), sample, resolution)
            .ifPresent(usage -> result.put(container, usage)));
    return result.size() == now.size() ? new TreeMap<>(result) : Map.of();
  }
}
