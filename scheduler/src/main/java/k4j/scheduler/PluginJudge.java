package k4j.scheduler;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PreEnqueuePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.queue.SchedulingQueue;
import k4j.scheduler.snapshot.PodInfo;

/// What the plugins say to the queue.
final class PluginJudge implements SchedulingQueue.Judge {

  private final List<PreEnqueuePlugin> gates;
  private final Map<String, Plugin> byName;

  PluginJudge(Plugins plugins) {
    gates = plugins.gates();
    byName =
        plugins.all().stream().collect(Collectors.toMap(Plugin::name, UnaryOperator.identity()));
  }

  @Override
  public Set<String> gates(PodInfo pod) {
    for (PreEnqueuePlugin gate : gates) {
      if (gate.admit(pod) instanceof Verdict.Rejected rejected) {
        return Set.of(rejected.plugin());
      }
    }
    return Set.of();
  }

  @Override
  public boolean mayHelp(PodInfo pod, Set<String> plugins, ClusterEvent event) {
    for (String name : plugins) {
      Plugin plugin = byName.get(name);
      if (plugin == null || plugin.mayHelp(pod, event)) {
        return true;
      }
    }
    return plugins.isEmpty();
  }
}
