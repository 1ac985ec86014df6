package k4j.scheduler.plugins;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.api.policy.v1.PodDisruptionBudget;
import k4j.api.selector.LabelSelector;
import k4j.scheduler.snapshot.PodInfo;

/// Which pods a PodDisruptionBudget would not let go.
final class BudgetGuard {

  private BudgetGuard() {}

  /// @param pods in the order in which budgets are spent
  static Set<PodInfo> guarded(List<PodInfo> pods, List<PodDisruptionBudget> budgets) {
    Map<String, Integer> allowed = new HashMap<>();
    budgets.forEach(budget -> allowed.put(budget.key(), budget.status().disruptionsAllowed()));
    Set<PodInfo> guarded = new LinkedHashSet<>();
    for (PodInfo pod : pods) {
      for (PodDisruptionBudget budget : budgets) {
        if (matches(budget, pod) && allowed.merge(budget.key(), -1, Integer::sum) < 0) {
          guarded.add(pod);
        }
      }
    }
    return guarded;
  }

  private static boolean matches(PodDisruptionBudget budget, PodInfo pod) {
    LabelSelector selector = LabelSelector.of(budget.spec().json().get("selector"));
    boolean counted = budget.status().disruptedPods().containsKey(pod.pod().name());
    return budget.namespace().equals(pod.pod().namespace())
        && !selector.isEverything()
        && !counted
        && selector.matches(pod.labels());
  }
}
