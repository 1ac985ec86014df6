package k4j.scheduler.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.scheduler.cycle.Profile;
import k4j.scheduler.framework.BindPlugin;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.PermitPlugin;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PluginFactory;
import k4j.scheduler.framework.PostBindPlugin;
import k4j.scheduler.framework.PostFilterPlugin;
import k4j.scheduler.framework.PreBindPlugin;
import k4j.scheduler.framework.PreEnqueuePlugin;
import k4j.scheduler.framework.QueueSortPlugin;
import k4j.scheduler.framework.ReservePlugin;
import k4j.scheduler.framework.ScorePlugin;

/// Makes the plugins that a profile asks for and puts each where it takes part. (scheduler:
/// runtime/framework.go, `NewFramework`.)
public final class ProfileBuilder {

  private final ProfileConfig config;
  private final Map<String, PluginFactory> factories;
  private final PluginFactory.Handle handle;
  private final Map<String, Plugin> made = new HashMap<>();

  private ProfileBuilder(
      ProfileConfig config, Map<String, PluginFactory> factories, PluginFactory.Handle handle) {
    this.config = config;
    this.factories = factories;
    this.handle = handle;
  }

  /// @param percentage what holds where the profile says nothing of its own
  /// @param factories all plugins there are, by name
  /// @throws InvalidConfig where the profile asks for what is not there
  public static Profile build(
      ProfileConfig config,
      int percentage,
      Map<String, PluginFactory> factories,
      PluginFactory.Handle handle) {
    return new ProfileBuilder(config, factories, handle).build(percentage);
  }

  private Profile build(int percentage) {
    List<QueueSortPlugin> sorts = at(Point.QUEUE_SORT, QueueSortPlugin.class);
    if (sorts.size() != 1) {
      throw invalid(
          "only one queue sort plugin required for profile with scheduler name \"%s\", but got %d"
              .formatted(config.schedulerName(), sorts.size()));
    }
    List<BindPlugin> binds = at(Point.BIND, BindPlugin.class);
    if (binds.isEmpty()) {
      throw invalid(
          "at least one bind plugin is needed for profile with scheduler name \"%s\""
              .formatted(config.schedulerName()));
    }
    return new Profile(
        config.schedulerName(),
        config.percentage() > 0 ? config.percentage() : percentage,
        sorts.getFirst(),
        at(Point.PRE_ENQUEUE, PreEnqueuePlugin.class),
        at(Point.FILTER, FilterPlugin.class),
        at(Point.POST_FILTER, PostFilterPlugin.class),
        scores(),
        at(Point.RESERVE, ReservePlugin.class),
        at(Point.PERMIT, PermitPlugin.class),
        at(Point.PRE_BIND, PreBindPlugin.class),
        binds,
        at(Point.POST_BIND, PostBindPlugin.class));
  }

  private InvalidConfig invalid(String why) {
    return new InvalidConfig(
        "initializing profiles: creating profile for scheduler name %s: %s"
            .formatted(config.schedulerName(), why));
  }

  /// A weight of 0 says nothing, and then the scores count once.
  private List<Profile.Weighted> scores() {
    var scores = new ArrayList<Profile.Weighted>();
    names(Point.SCORE)
        .forEach((name, weight) ->
            scores.add(new Profile.Weighted((ScorePlugin) make(name), Math.max(weight, 1))));
    return List.copyOf(scores);
  }

  private <P extends Plugin> List<P> at(Point point, Class<P> type) {
    return names(point).keySet().stream().map(name -> type.cast(make(name))).toList();
  }

  /// The plugins of a point with their weights: those that the point names and `multiPoint` has as
  /// well, then the rest of `multiPoint`, then what the point adds. (`expandMultiPointPlugins`.)
  private Map<String, Integer> names(Point point) {
    PluginSet own = config.at(point);
    Map<String, Integer> overriding = new LinkedHashMap<>();
    Map<String, Integer> shared = new LinkedHashMap<>();
    Map<String, Integer> added = new LinkedHashMap<>();
    for (PluginSet.Entry entry : own.enabled()) {
      checked(point, entry.name());
      boolean both = config.multiPoint().enables(entry.name());
      (both ? overriding : added).put(entry.name(), entry.weight());
    }
    for (PluginSet.Entry entry : config.multiPoint().enabled()) {
      String name = entry.name();
      boolean wanted = !own.disables(name) && !overriding.containsKey(name);
      if (wanted && point.takes(make(name))) {
        shared.put(name, entry.weight());
      }
    }
    var names = new LinkedHashMap<>(overriding);
    names.putAll(shared);
    names.putAll(added);
    return names;
  }

  private void checked(Point point, String name) {
    if (!factories.containsKey(name)) {
      throw invalid("%s \"%s\" does not exist".formatted(point.goName(), name));
    }
    if (!point.takes(make(name))) {
      throw invalid("plugin \"%s\" does not extend %s plugin".formatted(name, point.goName()));
    }
  }

  private Plugin make(String name) {
    Plugin known = made.get(name);
    if (known != null) {
      return known;
    }
    PluginFactory factory = factories.get(name);
    if (factory == null) {
      throw invalid("Plugin \"%s\" does not exist".formatted(name));
    }
    JsonObject args = config.args().getOrDefault(name, JsonObject.EMPTY);
    Plugin plugin = factory.create(args, handle);
    made.put(name, plugin);
    return plugin;
  }
}
