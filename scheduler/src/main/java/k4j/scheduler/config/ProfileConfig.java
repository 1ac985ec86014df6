package k4j.scheduler.config;

import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;

/// The plugins of the pods with one scheduler name.
///
/// @param percentage how many of the nodes are looked for; 0 for what the whole scheduler does
/// @param multiPoint the plugins that take part wherever they can
/// @param points what differs at single points
/// @param args what `pluginConfig` says, by plugin
public record ProfileConfig(
    String schedulerName,
    int percentage,
    PluginSet multiPoint,
    Map<Point, PluginSet> points,
    Map<String, JsonObject> args) {

  public static final String DEFAULT_NAME = "default-scheduler";

  /// What runs where nothing else is said, in this order.
  static final List<PluginSet.Entry> STANDARD =
      List.of(
          new PluginSet.Entry("SchedulingGates", 0),
          new PluginSet.Entry("PrioritySort", 0),
          new PluginSet.Entry("NodeUnschedulable", 0),
          new PluginSet.Entry("NodeName", 0),
          new PluginSet.Entry("TaintToleration", 3),
          new PluginSet.Entry("NodeAffinity", 2),
          new PluginSet.Entry("NodePorts", 0),
          new PluginSet.Entry("NodeResourcesFit", 1),
          new PluginSet.Entry("VolumeRestrictions", 0),
          new PluginSet.Entry("NodeVolumeLimits", 0),
          new PluginSet.Entry("VolumeBinding", 0),
          new PluginSet.Entry("VolumeZone", 0),
          new PluginSet.Entry("PodTopologySpread", 2),
          new PluginSet.Entry("InterPodAffinity", 2),
          new PluginSet.Entry("DefaultPreemption", 0),
          new PluginSet.Entry("NodeResourcesBalancedAllocation", 1),
          new PluginSet.Entry("ImageLocality", 1),
          new PluginSet.Entry("DefaultBinder", 0));

  public ProfileConfig {
    points = Map.copyOf(points);
    args = Map.copyOf(args);
  }

  public static ProfileConfig standard() {
    return new ProfileConfig(
        DEFAULT_NAME, 0, new PluginSet(STANDARD, List.of()), Map.of(), Map.of());
  }

  PluginSet at(Point point) {
    return points.getOrDefault(point, PluginSet.NONE);
  }
}
