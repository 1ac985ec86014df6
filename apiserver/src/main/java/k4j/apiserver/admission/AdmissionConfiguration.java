package k4j.apiserver.admission;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.apiserver.configuration.ConfigFile;
import k4j.apiserver.configuration.ConfigNode;
import k4j.apiserver.configuration.ConfigurationException;

/// What the file of `--admission-control-config-file` tells plugins: the kind
/// AdmissionConfiguration of `apiserver.config.k8s.io`.
///
/// @param plugins the configuration of each plugin that has one, by the plugin's name
public record AdmissionConfiguration(Map<String, JsonObject> plugins) {

  public static final AdmissionConfiguration NONE = new AdmissionConfiguration(Map.of());

  private static final Set<String> VERSIONS =
      Set.of("apiserver.config.k8s.io/v1", "apiserver.k8s.io/v1alpha1");

  /// A file that is itself the configuration of these plugins, as there was before the kind.
  private static final Map<String, String> OLD =
      Map.of("imagePolicy", "ImagePolicyWebhook", "podNodeSelectorPluginConfig", "PodNodeSelector");

  public AdmissionConfiguration {
    plugins = Map.copyOf(plugins);
  }

  /// @throws ConfigurationException where the file, or another one that it names, is wrong
  public static AdmissionConfiguration read(Path file) {
    JsonObject json = ConfigFile.read(file);
    if (!json.has("kind") && OLD.keySet().stream().anyMatch(json::has)) {
      var plugins = new HashMap<String, JsonObject>();
      OLD.values().forEach(name -> plugins.put(name, json));
      return new AdmissionConfiguration(plugins);
    }
    ConfigNode root = ConfigNode.root(json, "AdmissionConfiguration", VERSIONS).fields("plugins");
    var plugins = new HashMap<String, JsonObject>();
    for (ConfigNode each : root.nodes("plugins")) {
      each.fields("name", "path", "configuration");
      configuration(each, file)
          .ifPresent(configuration -> plugins.putIfAbsent(each.text("name"), configuration));
    }
    return new AdmissionConfiguration(plugins);
  }

  private static Optional<JsonObject> configuration(ConfigNode plugin, Path file) {
    if (plugin.has("configuration")) {
      return plugin.raw("configuration") instanceof JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    }
    String path = plugin.text("path");
    return path.isEmpty()
        ? Optional.empty()
        : Optional.of(ConfigFile.read(file.toAbsolutePath().resolveSibling(path)));
  }

  /// Empty where the file says nothing of that plugin.
  public Optional<JsonObject> of(String plugin) {
    return Optional.ofNullable(plugins.get(plugin));
  }
}
