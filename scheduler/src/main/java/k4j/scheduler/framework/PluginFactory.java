package k4j.scheduler.framework;

import k4j.api.json.JsonObject;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.informer.Informers;

/// Makes a plugin for a profile. Those of others are found on the class path by `ServiceLoader` and
/// run where a `KubeSchedulerConfiguration` enables them by their name.
public interface PluginFactory {

  /// As configurations call the plugin.
  String name();

  /// @param args what `pluginConfig` says for it; empty where it says nothing
  Plugin create(JsonObject args, Handle handle);

  /// What plugins may use of the scheduler.
  ///
  /// @param informers those asked for are synchronised before the first pod is tried
  record Handle(
      Client client,
      Informers informers,
      Surroundings surroundings,
      PermitPlugin.WaitingPods waiting) {}
}
