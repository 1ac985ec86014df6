package k4j.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.feature.FeatureGates;
import k4j.api.json.JsonObject;
import k4j.cluster.access.AccessFlags;
import k4j.cluster.access.AuditFlags;
import k4j.cluster.access.Flag;

/// What the servers of Kubernetes have flags for and a cluster may be started with: those of
/// kube-apiserver, and `--config` of kube-scheduler.
///
/// @param values by the name of the flag, without dashes; what is absent is as it ships
public record ServerFlags(Map<String, String> values) {

  public static final ServerFlags NONE = new ServerFlags(Map.of());

  public static final String FEATURE_GATES = "feature-gates";
  public static final String RUNTIME_CONFIG = "runtime-config";
  public static final String SCHEDULER_CONFIG = "scheduler-config";

  public ServerFlags {
    values = Map.copyOf(values);
  }

  /// Every flag there is.
  public static List<Flag> all() {
    var all = new ArrayList<>(AccessFlags.ALL);
    all.addAll(AuditFlags.ALL);
    all.addAll(
        List.of(
            new Flag(FEATURE_GATES, "A=true,...", "Features to switch on or off."),
            new Flag(RUNTIME_CONFIG, "KEY=true,...", "API versions to serve or not."),
            new Flag(
                SCHEDULER_CONFIG,
                "FILE",
                "KubeSchedulerConfiguration that the scheduler follows.")));
    return List.copyOf(all);
  }

  /// The value of a flag, or `""`.
  public String get(String name) {
    return values.getOrDefault(name, "");
  }

  /// Which features are on.
  ///
  /// @throws IllegalArgumentException in Kubernetes' words
  FeatureGates features() {
    return FeatureGates.parse(get(FEATURE_GATES));
  }

  public ServerFlags with(String name, String value) {
    var more = new HashMap<>(values);
    if (value.isEmpty()) {
      more.remove(name);
    } else {
      more.put(name, value);
    }
    return new ServerFlags(more);
  }

  static ServerFlags of(JsonObject json) {
    ServerFlags flags = NONE;
    for (String name : new ArrayList<>(json.names())) {
      flags = flags.with(name, json.string(name));
    }
    return flags;
  }

  JsonObject json() {
    return JsonObject.ofStrings(values);
  }
}
