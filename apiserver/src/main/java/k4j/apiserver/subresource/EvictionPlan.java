package k4j.apiserver.subresource;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;

/// Decides what must be asked before a pod may be evicted (policy/v1 Eviction).
final class EvictionPlan {

  private EvictionPlan() {}

  /// What is to be done.
  sealed interface Step {
    /// Nobody needs to be asked.
    record Delete() implements Step {}

    /// Nobody needs to be asked as long as the pod is as it was seen; a pod that has become healthy
    /// meanwhile counts.
    ///
    /// @param budget that would have to be asked then; empty where that is not known
    record DeleteAsSeen(String budget) implements Step {}

    /// The budget must allow one more disruption.
    record Ask(JsonObject budget) implements Step {}

    /// Kubernetes does not say whom to ask.
    record TooManyBudgets() implements Step {}
  }

  /// @param budgets all PodDisruptionBudgets of the pod's namespace
  static Step of(JsonObject pod, List<JsonObject> budgets) {
    String phase = pod.object("status").string("phase");
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
    if (ended || pod.object("metadata").has("deletionTimestamp")) {
      return new Step.Delete();
    }
    if (phase.equals("Pending")) {
      return new Step.DeleteAsSeen("");
    }
    JsonObject labels = pod.object("metadata").object("labels");
    List<JsonObject> covering = budgets.stream().filter(budget -> covers(budget, labels)).toList();
    if (covering.size() > 1) {
      return new Step.TooManyBudgets();
    }
    if (covering.isEmpty()) {
      return new Step.Delete();
    }
    JsonObject budget = covering.getFirst();
    return spares(budget, pod)
        ? new Step.DeleteAsSeen(budget.object("metadata").string("name"))
        : new Step.Ask(budget);
  }

  private static boolean covers(JsonObject budget, JsonObject labels) {
    return LabelSelector.of(budget.object("spec").get("selector")).matches(labels);
  }

  /// A pod that is not ready is not counted as healthy, so evicting it may cost nothing.
  private static boolean spares(JsonObject budget, JsonObject pod) {
    if (isReady(pod)) {
      return false;
    }
    JsonObject status = budget.object("status");
    long desired = status.integer("desiredHealthy");
    return budget.object("spec").string("unhealthyPodEvictionPolicy").equals("AlwaysAllow")
        || (desired > 0 && status.integer("currentHealthy") >= desired);
  }

  private static boolean isReady(JsonObject pod) {
    return pod.object("status").array("conditions").objects().stream()
        .anyMatch(
            each -> each.string("type").equals("Ready") && each.string("status").equals("True"));
  }
}
