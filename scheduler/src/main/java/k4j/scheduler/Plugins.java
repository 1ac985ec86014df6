package k4j.scheduler;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import k4j.api.Kinds;
import k4j.api.json.JsonObject;
import k4j.client.informer.Informers;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PluginFactory;
import k4j.scheduler.plugins.DefaultBinder;
import k4j.scheduler.plugins.DefaultPreemption;
import k4j.scheduler.plugins.ImageLocality;
import k4j.scheduler.plugins.InterPodAffinity;
import k4j.scheduler.plugins.NodeAffinity;
import k4j.scheduler.plugins.NodeName;
import k4j.scheduler.plugins.NodePorts;
import k4j.scheduler.plugins.NodeResourcesBalancedAllocation;
import k4j.scheduler.plugins.NodeResourcesFit;
import k4j.scheduler.plugins.NodeUnschedulable;
import k4j.scheduler.plugins.PodTopologySpread;
import k4j.scheduler.plugins.PrioritySort;
import k4j.scheduler.plugins.SchedulingGates;
import k4j.scheduler.plugins.TaintToleration;
import k4j.scheduler.volumes.NodeVolumeLimits;
import k4j.scheduler.volumes.Storage;
import k4j.scheduler.volumes.VolumeBinding;
import k4j.scheduler.volumes.VolumeRestrictions;
import k4j.scheduler.volumes.VolumeZone;

/// The one list of all plugins; `ProfileConfig` has the order in which they are asked.
final class Plugins {

  private static final Duration BIND_TIMEOUT = Duration.ofMinutes(10);

  private Plugins() {}

  private record Own(String name, BiFunction<JsonObject, PluginFactory.Handle, Plugin> make)
      implements PluginFactory {
    @Override
    public Plugin create(JsonObject args, Handle handle) {
      return make.apply(args, handle);
    }
  }

  /// @param storage what the plugins that look at volumes know together
  private static List<Own> standard(Storage storage) {
    return List.of(
        new Own("SchedulingGates", (_, _) -> new SchedulingGates()),
        new Own("PrioritySort", (_, _) -> new PrioritySort()),
        new Own("NodeUnschedulable", (_, _) -> new NodeUnschedulable()),
        new Own("NodeName", (_, _) -> new NodeName()),
        new Own("TaintToleration", (_, _) -> new TaintToleration()),
        new Own("NodeAffinity", (_, _) -> new NodeAffinity()),
        new Own("NodePorts", (_, _) -> new NodePorts()),
        new Own("NodeResourcesFit", (_, _) -> new NodeResourcesFit()),
        new Own("VolumeRestrictions", (_, _) -> new VolumeRestrictions(storage)),
        new Own("NodeVolumeLimits", (_, _) -> new NodeVolumeLimits(storage)),
        new Own("VolumeBinding", (_, h) -> new VolumeBinding(storage, h, BIND_TIMEOUT)),
        new Own("VolumeZone", (_, _) -> new VolumeZone(storage)),
        new Own("PodTopologySpread", (_, _) -> new PodTopologySpread()),
        new Own("InterPodAffinity", (_, _) -> new InterPodAffinity()),
        new Own("DefaultPreemption", (_, h) -> preemption(h)),
        new Own("NodeResourcesBalancedAllocation", (_, _) -> new NodeResourcesBalancedAllocation()),
        new Own("ImageLocality", (_, _) -> new ImageLocality()),
        new Own("DefaultBinder", (_, h) -> new DefaultBinder(h.client())));
  }

  private static Plugin preemption(PluginFactory.Handle handle) {
    return new DefaultPreemption(
        handle.informers().of(Kinds.POD_DISRUPTION_BUDGETS)::list, handle.surroundings().random());
  }

  /// All by name: our own and those that `ServiceLoader` finds.
  static Map<String, PluginFactory> all(Informers informers) {
    Map<String, PluginFactory> factories = new HashMap<>();
    ServiceLoader.load(PluginFactory.class).forEach(f -> factories.put(f.name(), f));
    standard(new Storage(informers)).forEach(f -> factories.put(f.name(), f));
    return factories;
  }
}
