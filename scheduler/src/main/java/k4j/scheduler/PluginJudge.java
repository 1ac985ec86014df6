package k4j.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.scheduler.cycle.Profile;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PreEnqueuePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.queue.SchedulingQueue;
import k4j.scheduler.snapshot.PodInfo;

/// What the plugins of a pod's profile say to the queue.
final class PluginJudge implements SchedulingQueue.Judge {

  private record Voices(List<PreEnqueuePlugin> gates, Map<String, Plugin> byName) {
    static final Voices NONE = new Voices(List.of(), Map.of());
  }

  private final Map<String, Voices> byProfile = new HashMap<>();

  PluginJudge(List<Profile> profiles) {
    for (Profile profile : profiles) {
      byProfile.put(profile.schedulerName(), new Voices(profile.gates(), profile.plugins()));
    }
  }

  private Voices of(PodInfo pod) {
    return byProfile.getOrDefault(pod.pod().spec().schedulerName(), Voices.NONE);
  }

  @Override
  public Set<String> gates(PodInfo pod) {
    for (PreEnqueuePlugin gate : of(pod).gates()) {
      if (gate.admit(pod) instanceof Verdict.Rejected rejected) {
        return Set.of(rejected.plugin());
      }
    }
    return Set.of();
  }

  @Override
  public boolean mayHelp(PodInfo pod, Set<String> plugins, ClusterEvent event) {
    Map<String, Plugin> byName = of(pod).byName();
    for (String name : plugins) {
      Plugin plugin = byName.get(name);
      if (plugin == null || plugin.mayHelp(pod, event)) {
        return true;
      }
    }
    return plugins.isEmpty();
  }
}
