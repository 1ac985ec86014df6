package k4j.scheduler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import k4j.scheduler.cycle.Nominations;
import k4j.scheduler.snapshot.PodInfo;

/// The pods for which room is being made, by the node where. (scheduler: queue/nominator.go.)
final class NominatedPods implements Nominations {

  private final Map<String, PodInfo> byKey = new HashMap<>();
  private final Map<String, List<PodInfo>> byNode = new ConcurrentHashMap<>();

  @Override
  public List<PodInfo> on(String node) {
    return byNode.isEmpty() ? List.of() : byNode.getOrDefault(node, List.of());
  }

  synchronized void put(PodInfo pod) {
    remove(pod.key());
    byKey.put(pod.key(), pod);
    byNode.compute(
        node(pod),
        (_, there) -> {
          var more = new ArrayList<>(Optional.ofNullable(there).orElse(List.of()));
          more.add(pod);
          return List.copyOf(more);
        });
  }

  synchronized void remove(String key) {
    PodInfo old = byKey.remove(key);
    if (old != null) {
      byNode.computeIfPresent(
          node(old),
          (_, there) -> {
            List<PodInfo> fewer = there.stream().filter(p -> !p.key().equals(key)).toList();
            return fewer.isEmpty() ? null : fewer;
          });
    }
  }

  private static String node(PodInfo pod) {
    return pod.pod().status().nominatedNodeName();
  }
}
