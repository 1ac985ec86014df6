package k4j.scheduler.thirdparty;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.framework.PermitPlugin;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PluginFactory;
import k4j.scheduler.framework.PostBindPlugin;
import k4j.scheduler.framework.PreBindPlugin;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.ReservePlugin;
import k4j.scheduler.framework.ScorePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Binds the pods of a group (label `group`) only when as many as `size` have a node; takes part at
/// every point between the queue and the binding.
public final class Together
    implements FilterPlugin,
        ScorePlugin,
        ReservePlugin,
        PermitPlugin,
        PreBindPlugin,
        PostBindPlugin {

  /// How the scheduler finds it.
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "Together";
    }

    @Override
    public Plugin create(JsonObject args, Handle handle) {
      return new Together(
          (int) args.integer("size"),
          Duration.ofMillis(args.integer("patienceMillis", 60_000)),
          handle.waiting());
    }
  }

  private final int size;
  private final Duration patience;
  private final WaitingPods waiting;
  private final Set<String> reserved = ConcurrentHashMap.newKeySet();

  private Together(int size, Duration patience, WaitingPods waiting) {
    this.size = size;
    this.patience = patience;
    this.waiting = waiting;
  }

  @Override
  public String name() {
    return "Together";
  }

  private static String label(PodInfo pod, String name) {
    return pod.labels().string(name);
  }

  @Override
  public Prepared prepare(PodInfo pod, Snapshot snapshot) {
    String avoided = label(pod, "avoid");
    return avoided.isEmpty()
        ? Prepared.SKIP
        : Prepared.check(node ->
            node.name().equals(avoided)
                ? Verdict.unschedulable(this, "node(s) are avoided")
                : Verdict.FITS);
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    String wanted = label(pod, "prefer");
    return Optional.of(node -> node.name().equals(wanted) ? NodeScorer.MOST : 0);
  }

  @Override
  public Verdict reserve(PodInfo pod, String node) {
    reserved.add(pod.key());
    return label(pod, "fail").equals("reserve")
        ? Verdict.unschedulable(this, "nothing to reserve")
        : Verdict.FITS;
  }

  @Override
  public void unreserve(PodInfo pod, String node) {
    reserved.remove(pod.key());
  }

  @Override
  public Permission permit(PodInfo pod, String node) {
    String group = label(pod, "group");
    if (group.isEmpty()) {
      return Permission.NOW;
    }
    List<WaitingPod> others =
        waiting.list().stream().filter(p -> label(p.pod(), "group").equals(group)).toList();
    if (others.size() + 1 < size) {
      return new Permission.Later(patience);
    }
    others.forEach(other -> other.allow(name()));
    return Permission.NOW;
  }

  @Override
  public Verdict preBind(PodInfo pod, String node) {
    Pod placed = pod.pod();
    if (label(pod, "fail").equals("preBind")) {
      throw new Failure("no luck with " + placed.name());
    }
    return Verdict.FITS;
  }

  @Override
  public void postBind(PodInfo pod, String node) {
    reserved.remove(pod.key());
  }
}
