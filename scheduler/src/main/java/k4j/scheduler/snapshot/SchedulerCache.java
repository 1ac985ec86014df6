package k4j.scheduler.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// The nodes and the pods on them: those that the API shows, and those that this scheduler has
/// placed and the API does not show yet (assumed pods). (scheduler: backend/cache.)
public final class SchedulerCache {

  private final ReentrantLock lock = new ReentrantLock();
  private final Function<String, JsonObject> namespaceLabels;

  /// By name; a node may be missing while pods on it are known.
  private final Map<String, NodeInfo> nodes = new LinkedHashMap<>();

  private final Map<String, List<PodInfo>> homeless = new HashMap<>();
  private final Map<String, Pod> placed = new HashMap<>();
  private final Set<String> assumed = new HashSet<>();
  private final Map<String, Integer> imageNodes = new HashMap<>();

  private final Set<String> changed = new HashSet<>();
  private boolean listChanged = true;
  private Snapshot last;

  public SchedulerCache(Function<String, JsonObject> namespaceLabels) {
    this.namespaceLabels = namespaceLabels;
    last = new Snapshot(List.of(), Map.of(), Map.of(), namespaceLabels);
  }

  /// What is known now. Only nodes that changed are looked at, so that it costs little. The
  /// snapshot before is no longer valid.
  public Snapshot snapshot() {
    lock.lock();
    try {
      if (listChanged) {
        Map<String, Integer> positions = new HashMap<>();
        List<NodeInfo> list = new ArrayList<>(nodes.values());
        for (int i = 0; i < list.size(); i++) {
          positions.put(list.get(i).name(), i);
        }
        last = new Snapshot(list, positions, Map.copyOf(imageNodes), namespaceLabels);
        listChanged = false;
      } else {
        for (String name : changed) {
          NodeInfo node = nodes.get(name);
          if (node != null) {
            last.nodes().set(last.position(name), node);
          }
        }
      }
      changed.clear();
      return last;
    } finally {
      lock.unlock();
    }
  }

  public void putNode(Node node) {
    lock.lock();
    try {
      NodeInfo old = nodes.get(node.name());
      NodeInfo now = old == null ? NodeInfo.of(node) : old.withNode(node);
      if (old == null) {
        for (PodInfo pod : homeless.getOrDefault(node.name(), List.of())) {
          now = now.with(pod);
        }
        homeless.remove(node.name());
      }
      boolean sameImages = old != null && old.images().keySet().equals(now.images().keySet());
      if (!sameImages) {
        countImages(old, -1);
        countImages(now, 1);
      }
      listChanged |= !sameImages;
      nodes.put(node.name(), now);
      changed.add(node.name());
    } finally {
      lock.unlock();
    }
  }

  private void countImages(@Nullable NodeInfo node, int by) {
    if (node != null) {
      node.images().keySet().forEach(name -> imageNodes.merge(name, by, Integer::sum));
    }
  }

  public void removeNode(String name) {
    lock.lock();
    try {
      NodeInfo old = nodes.remove(name);
      if (old != null) {
        countImages(old, -1);
        if (!old.pods().isEmpty()) {
          homeless.put(name, new ArrayList<>(old.pods()));
        }
        listChanged = true;
      }
    } finally {
      lock.unlock();
    }
  }

  /// A pod that the API shows on a node.
  public void putPod(Pod pod) {
    lock.lock();
    try {
      assumed.remove(pod.uid());
      place(PodInfo.of(pod));
    } finally {
      lock.unlock();
    }
  }

  /// A pod that is about to be bound, its node set.
  public void assume(PodInfo pod) {
    lock.lock();
    try {
      assumed.add(pod.pod().uid());
      place(pod);
    } finally {
      lock.unlock();
    }
  }

  /// An assumed pod that could not be bound after all; one that the API shows stays.
  public boolean forget(Pod pod) {
    lock.lock();
    try {
      if (!assumed.remove(pod.uid())) {
        return false;
      }
      displace(pod.uid());
      return true;
    } finally {
      lock.unlock();
    }
  }

  public void removePod(Pod pod) {
    lock.lock();
    try {
      assumed.remove(pod.uid());
      displace(pod.uid());
    } finally {
      lock.unlock();
    }
  }

  private void place(PodInfo info) {
    Pod pod = info.pod();
    displace(pod.uid());
    placed.put(pod.uid(), pod);
    String node = pod.spec().nodeName();
    NodeInfo known = nodes.get(node);
    if (known == null) {
      homeless.computeIfAbsent(node, _ -> new ArrayList<>()).add(info);
    } else {
      nodes.put(node, known.with(info));
      changed.add(node);
    }
  }

  private void displace(String uid) {
    Pod pod = placed.remove(uid);
    if (pod == null) {
      return;
    }
    String node = pod.spec().nodeName();
    NodeInfo known = nodes.get(node);
    if (known != null) {
      nodes.put(node, known.without(pod));
      changed.add(node);
      return;
    }
    List<PodInfo> left = homeless.get(node);
    if (left != null) {
      left.removeIf(p -> p.pod().uid().equals(uid));
      if (left.isEmpty()) {
        homeless.remove(node);
      }
    }
  }
}
