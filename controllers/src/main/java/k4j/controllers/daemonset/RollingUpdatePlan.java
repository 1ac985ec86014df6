package k4j.controllers.daemonset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;

/// Decides which old pods go, or which nodes get a second pod, so that a new template spreads.
/// (controller: daemon/update.go, `rollingUpdate`.)
final class RollingUpdatePlan {

  private final DaemonSetState seen;
  private final NodeFit fit;
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, List<Pod>> pods;
  private final int scheduled;

  private RollingUpdatePlan(DaemonSetState seen) {
    this.seen = seen;
    fit = NodeFit.of(seen.set());
    pods = new TreeMap<>(seen.pods());
    int count = 0;
    for (Node node : seen.nodes()) {
      nodes.put(node.name(), node);
      if (fit.shouldRun(node)) {
        count++;
        pods.putIfAbsent(node.name(), List.of());
      }
    }
    scheduled = count;
  }

  static DaemonSetStep decide(DaemonSetState seen) {
    var plan = new RollingUpdatePlan(seen);
    int surge = seen.surge(plan.scheduled);
    int unavailable = seen.unavailable(plan.scheduled);
    if (surge == 0) {
      // A configuration that allows neither means one.
      return plan.replace(plan.scheduled > 0 && unavailable == 0 ? 1 : unavailable);
    }
    return plan.surge(surge);
  }

  /// The pods of a node that are not going, where there is at most one of each template.
  private record Pair(Optional<Pod> updated, Optional<Pod> old) {}

  private Optional<Pair> pair(List<Pod> onNode) {
    Optional<Pod> updated = Optional.empty();
    Optional<Pod> old = Optional.empty();
    for (Pod pod : onNode) {
      if (pod.isDeleting()) {
        continue;
      }
      boolean isNew = seen.isUpdated(pod);
      if ((isNew ? updated : old).isPresent()) {
        return Optional.empty();
      }
      if (isNew) {
        updated = Optional.of(pod);
      } else {
        old = Optional.of(pod);
      }
    }
    return Optional.of(new Pair(updated, old));
  }

  /// Old pods go, those that are not available anyway at once, the rest as far as may be missing.
  private DaemonSetStep replace(int allowed) {
    int missing = 0;
    var replaced = new ArrayList<Pod>();
    var candidates = new ArrayList<Pod>();
    for (List<Pod> onNode : pods.values()) {
      Optional<Pair> pair = pair(onNode);
      if (pair.isEmpty() || pair.get().updated().isPresent() == pair.get().old().isPresent()) {
        missing++; // the other half of the controller sees to this node
        continue;
      }
      Optional<Pod> old = pair.get().old();
      if (old.isEmpty()) {
        missing += pair.get().updated().filter(seen::isAvailable).isPresent() ? 0 : 1;
      } else if (!seen.isAvailable(old.get())) {
        replaced.add(old.get());
        missing++;
      } else if (missing < allowed) {
        candidates.add(old.get());
      }
    }
    candidates.stream().limit(Math.max(0, allowed - missing)).forEach(replaced::add);
    return new DaemonSetStep(replaced, List.of());
  }

  /// New pods come beside the old ones, which go when the new ones are available.
  private DaemonSetStep surge(int allowed) {
    int surging = 0;
    int available = 0;
    var delete = new ArrayList<Pod>();
    var misplaced = new ArrayList<Pod>();
    var create = new ArrayList<String>();
    var candidates = new ArrayList<String>();
    for (var entry : pods.entrySet()) {
      Optional<Pair> found = pair(entry.getValue());
      if (found.isEmpty()) {
        surging++;
        continue;
      }
      Pair pair = found.get();
      available += pair.old().or(pair::updated).filter(seen::isAvailable).isPresent() ? 1 : 0;
      if (pair.old().isEmpty()) {
        continue;
      }
      Pod old = pair.old().get();
      if (pair.updated().isPresent()) {
        if (seen.isAvailable(pair.updated().get())) {
          delete.add(old);
        } else {
          surging++;
        }
      } else if (seen.isAvailable(old)) {
        if (!fits(entry.getKey())) {
          misplaced.add(old);
        } else if (surging < allowed) {
          candidates.add(entry.getKey());
        }
      } else if (fits(entry.getKey())) {
        create.add(entry.getKey());
      } else {
        delete.add(old);
      }
    }
    // Who surges wants all of it available: a pod leaves a node that it no longer fits only when
    // another one has come up.
    misplaced.stream().limit(Math.max(0, available - scheduled)).forEach(delete::add);
    candidates.stream().limit(Math.max(0, allowed - surging)).forEach(create::add);
    return new DaemonSetStep(delete, create);
  }

  private boolean fits(String node) {
    Node known = nodes.get(node);
    return known != null && fit.shouldRun(known);
  }
}
