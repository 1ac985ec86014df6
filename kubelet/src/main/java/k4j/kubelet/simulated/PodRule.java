package k4j.kubelet.simulated;

import java.util.Map;
import k4j.api.json.JsonObject;

/// What containers of some pods do.
///
/// @param namespace of the pods; empty for all
/// @param labels that the pods have, all of them
/// @param behaviour by the names of [k4j.cri.simulated.BehaviourText#NAMES]
public record PodRule(String namespace, Map<String, String> labels, Map<String, String> behaviour) {

  public PodRule {
    labels = Map.copyOf(labels);
    behaviour = Map.copyOf(behaviour);
  }

  boolean matches(String podNamespace, JsonObject podLabels) {
    return (namespace.isEmpty() || namespace.equals(podNamespace))
        && podLabels.strings().entrySet().containsAll(labels.entrySet());
  }
}
