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
import k4j.scheduler.plugins.NodeUnschedulable;
import k4j.scheduler.plugins.PodTopologySpread;
import k4j.scheduler.plugins.PrioritySort;
import k4j.scheduler.plugins.SchedulingGates;
import k4j.scheduler.plugins.TaintToleration;
import k4j.scheduler.resources.NodeResourcesBalancedAllocation;
import k4j.scheduler.resources.NodeResourcesFit;
import k4j.scheduler.volumes.NodeVolumeLimits;
import k4j.scheduler.volumes.Storage;
import k4j.scheduler.volumes.VolumeBinding;
import k4j.scheduler.volumes.VolumeRestrictions;
import k4j.scheduler.volumes.VolumeZone;

/// The one list of all plugins; `ProfileConfig` has the order in which they are asked.
final class Plugins {

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
        new Own("NodeAffinity", (args, _) -> new NodeAffinity(args)),
        new Own("NodePorts", (_, _) -> new NodePorts()),
        new Own("NodeResourcesFit", (args, _) -> new NodeResourcesFit(args)),
        new Own("VolumeRestrictions", (_, _) -> new VolumeRestrictions(storage)),
        new Own("NodeVolumeLimits", (_, _) -> new NodeVolumeLimits(storage)),
        new Own("VolumeBinding", (args, h) -> new VolumeBinding(storage, h, bindTimeout(args))),
        new Own("VolumeZone", (_, _) -> new VolumeZone(storage)),
        new Own("PodTopologySpread", (args, h) -> new PodTopologySpread(args, h.informers())),
        new Own("InterPodAffinity", (args, _) -> new InterPodAffinity(args)),
        new Own("DefaultPreemption", (args, h) -> preemption(args, h)),
        new Own(
            "NodeResourcesBalancedAllocation",
            (args, _) -> new NodeResourcesBalancedAllocation(args)),
        new Own("ImageLocality", (_, _) -> new ImageLocality()),
        new Own("DefaultBinder", (_, h) -> new DefaultBinder(h.client())));
  }

  private static Duration bindTimeout(JsonObject args) {
    return Duration.ofSeconds(args.integer("bindTimeoutSeconds", 600));
  }

  private static Plugin preemption(JsonObject args, PluginFactory.Handle handle) {
    return new DefaultPreemption(
        args,
        handle.informers().of(Kinds.POD_DISRUPTION_BUDGETS)::list,
        handle.surroundings().random());
  }

  /// All by name: our own and those that `ServiceLoader` finds.
  static Map<String, PluginFactory> all(Informers informers) {
    Map<String, PluginFactory> factories = new HashMap<>();
    ServiceLoader.load(PluginFactory.class).forEach(f -> factories.put(f.name(), f));
    standard(new Storage(informers)).forEach(f -> factories.put(f.name(), f));
    return factories;
  }
}
