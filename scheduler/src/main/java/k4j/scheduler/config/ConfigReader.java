package k4j.scheduler.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.yaml.YamlException;
import k4j.api.yaml.YamlReader;

/// Reads a `KubeSchedulerConfiguration` (`kubescheduler.config.k8s.io/v1`). What it does not say is
/// as by default; what nobody knows is an error.
public final class ConfigReader {

  private static final String KIND = "KubeSchedulerConfiguration";
  private static final String VERSION = "kubescheduler.config.k8s.io/v1";

  /// What kube-scheduler takes and this scheduler, which runs inside another process, has no use
  /// for.
  private static final Set<String> OF_THE_PROCESS =
      Set.of(
          "apiVersion",
          "kind",
          "clientConnection",
          "leaderElection",
          "enableProfiling",
          "enableContentionProfiling",
          "parallelism",
          "delayCacheUntilActive");

  private final Faults faults = new Faults();

  private ConfigReader() {}

  /// @param file YAML or JSON
  /// @throws InvalidConfig in kube-scheduler's words
  public static SchedulerConfig read(byte[] file) {
    Json parsed;
    try {
      parsed = YamlReader.parse(file);
    } catch (YamlException e) {
      throw new InvalidConfig("couldn't get version/kind; json parse error: " + e.getMessage());
    }
    if (!(parsed instanceof JsonObject json)) {
      throw new InvalidConfig("Object 'Kind' is missing");
    }
    if (!json.string("kind").equals(KIND) || !json.string("apiVersion").equals(VERSION)) {
      throw new InvalidConfig(
          "no kind \"%s\" is registered for version \"%s\""
              .formatted(json.string("kind"), json.string("apiVersion")));
    }
    return new ConfigReader().read(json);
  }

  private SchedulerConfig read(JsonObject json) {
    var known = new HashSet<>(OF_THE_PROCESS);
    known.addAll(
        List.of(
            "profiles",
            "extenders",
            "percentageOfNodesToScore",
            "podInitialBackoffSeconds",
            "podMaxBackoffSeconds"));
    faults.unknown("", json, known);
    if (!json.array("extenders").isEmpty()) {
      throw new InvalidConfig("extenders: Forbidden: k4j calls no extenders");
    }
    List<ProfileConfig> profiles = profiles(json.array("profiles").objects());
    int percentage = percentage("percentageOfNodesToScore", json);
    long first = json.integer("podInitialBackoffSeconds", 1);
    long most = json.integer("podMaxBackoffSeconds", 10);
    if (first <= 0) {
      faults.invalid("podInitialBackoffSeconds", first, "must be greater than 0");
    }
    if (most < first) {
      faults.invalid(
          "podMaxBackoffSeconds",
          most,
          "must be greater than or equal to PodInitialBackoffSeconds");
    }
    faults.end();
    return new SchedulerConfig(
        profiles, percentage, Duration.ofSeconds(first), Duration.ofSeconds(most));
  }

  private int percentage(String path, JsonObject json) {
    long percentage = json.integer("percentageOfNodesToScore", 0);
    if (percentage < 0 || percentage > 100) {
      faults.invalid(path, percentage, "not in valid range [0-100]");
    }
    return (int) percentage;
  }

  private List<ProfileConfig> profiles(List<JsonObject> said) {
    if (said.isEmpty()) {
      return List.of(ProfileConfig.standard());
    }
    var profiles = new ArrayList<ProfileConfig>();
    Map<String, Integer> names = new HashMap<>();
    for (int i = 0; i < said.size(); i++) {
      String path = "profiles[" + i + "]";
      ProfileConfig profile = profile(path, said.get(i), said.size() == 1);
      profiles.add(profile);
      Integer twin = names.putIfAbsent(profile.schedulerName(), i);
      if (twin != null) {
        faults.add(
            "%s.schedulerName: Duplicate value: \"profiles[%d].schedulerName\""
                .formatted(path, twin));
      }
    }
    return profiles;
  }

  private ProfileConfig profile(String path, JsonObject json, boolean isOnly) {
    faults.unknown(
        path, json, Set.of("schedulerName", "percentageOfNodesToScore", "plugins", "pluginConfig"));
    String name = json.string("schedulerName");
    if (name.isEmpty() && isOnly) {
      name = ProfileConfig.DEFAULT_NAME;
    }
    if (name.isEmpty()) {
      faults.add(path + ".schedulerName: Required value");
    }
    int percentage = percentage(path + ".percentageOfNodesToScore", json);
    JsonObject plugins = json.object("plugins");
    var points = new EnumMap<Point, PluginSet>(Point.class);
    for (String field : plugins.names()) {
      String at = path + ".plugins." + field;
      PluginSet set = set(at, plugins.object(field));
      if (!field.equals("multiPoint")) {
        Point.of(field)
            .ifPresentOrElse(
                point -> points.put(point, set),
                () -> faults.add("strict decoding error: unknown field \"" + at + "\""));
      }
    }
    PluginSet multiPoint = merged(set(path, plugins.object("multiPoint")));
    return new ProfileConfig(
        name, percentage, multiPoint, points, args(path + ".pluginConfig", json));
  }

  private PluginSet set(String path, JsonObject json) {
    var enabled = new ArrayList<PluginSet.Entry>();
    for (JsonObject entry : json.array("enabled").objects()) {
      faults.unknown(path + ".enabled", entry, Set.of("name", "weight"));
      enabled.add(new PluginSet.Entry(entry.string("name"), (int) entry.integer("weight", 0)));
    }
    List<String> disabled =
        json.array("disabled").objects().stream().map(entry -> entry.string("name")).toList();
    return new PluginSet(enabled, disabled);
  }

  /// What is there by default without what is disabled, in the place that it has by default where
  /// it is enabled anew, then what is added. (apis/config/v1/default_plugins.go.)
  private static PluginSet merged(PluginSet said) {
    Map<String, PluginSet.Entry> own = new HashMap<>();
    said.enabled().forEach(entry -> own.put(entry.name(), entry));
    var enabled = new ArrayList<PluginSet.Entry>();
    Set<String> replaced = new HashSet<>();
    for (PluginSet.Entry entry : ProfileConfig.STANDARD) {
      if (!said.disables(entry.name())) {
        enabled.add(own.getOrDefault(entry.name(), entry));
        replaced.add(entry.name());
      }
    }
    said.enabled().stream().filter(e -> !replaced.contains(e.name())).forEach(enabled::add);
    return new PluginSet(enabled, said.disabled());
  }

  private Map<String, JsonObject> args(String path, JsonObject profile) {
    Map<String, JsonObject> args = new HashMap<>();
    List<JsonObject> configs = profile.array("pluginConfig").objects();
    for (int i = 0; i < configs.size(); i++) {
      String at = path + "[" + i + "]";
      JsonObject config = configs.get(i);
      faults.unknown(at, config, Set.of("name", "args"));
      String name = config.string("name");
      JsonObject given = config.object("args").without("apiVersion").without("kind");
      if (args.put(name, given) != null) {
        faults.add(at + ": Duplicate value: \"" + name + "\"");
      }
      new ArgsCheck(faults, at + ".args").check(name, given);
    }
    return args;
  }
}
