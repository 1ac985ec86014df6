package k4j.kubelet.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.cri.CriException;
import k4j.cri.simulated.Behaviour;
import k4j.cri.simulated.BehaviourText;

/// What simulated nodes are like and what their pods do; read from a file.
///
/// @param cpus of each node
/// @param memoryBytes of each node
/// @param storageBytes of each node
/// @param zones given to the nodes in turn, as label `topology.kubernetes.io/zone`
/// @param rules the first that matches a pod counts; the pod's annotations come before
public record Simulation(
    int cpus, long memoryBytes, long storageBytes, List<String> zones, List<PodRule> rules) {

  /// Nodes as KWOK has them.
  public static final Simulation DEFAULT =
      new Simulation(32, 256L << 30, 1L << 40, List.of(), List.of());

  private static final Set<String> KEYS = Set.of("cpus", "memory", "storage", "zones", "pods");
  private static final Set<String> RULE_KEYS = Set.of("namespace", "labels", "behaviour");

  public Simulation {
    zones = List.copyOf(zones);
    rules = List.copyOf(rules);
  }

  /// @throws IllegalArgumentException where the file says what is not known
  public static Simulation of(JsonObject json) {
    known(json, KEYS);
    var rules = new ArrayList<PodRule>();
    for (JsonObject each : json.array("pods").objects()) {
      known(each, RULE_KEYS);
      PodRule rule =
          new PodRule(
              each.string("namespace"),
              each.object("labels").strings(),
              each.object("behaviour").strings());
      try {
        BehaviourText.read(rule.behaviour(), Behaviour.SERVES);
      } catch (CriException e) {
        throw new IllegalArgumentException(e.getMessage(), e);
      }
      rules.add(rule);
    }
    return new Simulation(
        (int) json.integer("cpus", DEFAULT.cpus),
        bytes(json, "memory", DEFAULT.memoryBytes),
        bytes(json, "storage", DEFAULT.storageBytes),
        json.array("zones").strings(),
        rules);
  }

  private static long bytes(JsonObject json, String name, long otherwise) {
    return json.has(name) ? Quantity.of(json.get(name)).value() : otherwise;
  }

  private static void known(JsonObject json, Set<String> keys) {
    for (String key : json.names()) {
      if (!keys.contains(key)) {
        throw new IllegalArgumentException(
            "\""
                + key
                + "\" is unknown; known are "
                + String.join(", ", keys.stream().sorted().toList()));
      }
    }
  }
}
