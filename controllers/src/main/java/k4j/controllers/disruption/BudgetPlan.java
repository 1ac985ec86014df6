package k4j.controllers.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.core.v1.Pod;
import k4j.api.meta.IntOrString;
import k4j.api.meta.v1.Condition;
import k4j.api.policy.v1.PodDisruptionBudget;
import k4j.api.policy.v1.PodDisruptionBudgetSpec;
import k4j.api.policy.v1.PodDisruptionBudgetStatus;
import k4j.controllers.pods.PodState;

/// Decides what a budget's status says.
final class BudgetPlan {

  /// An evicted pod is deleted within this time, or was not evicted after all.
  private static final Duration DELETION = Duration.ofMinutes(2);

  private static final String ALLOWED = "DisruptionAllowed";

  /// @param notDeleted pods that were evicted, but never deleted
  /// @param recheck when the next eviction has to be given up
  record Decision(
      PodDisruptionBudgetStatus status, List<Pod> notDeleted, Optional<Instant> recheck) {}

  private BudgetPlan() {}

  /// Whether the number of pods that there should be matters, and not that of those that there are.
  static boolean asksForScale(PodDisruptionBudget budget) {
    PodDisruptionBudgetSpec spec = budget.spec();
    return spec.hasMaxUnavailable() || spec.minAvailable().filter(IntOrString::isText).isPresent();
  }

  /// @param pods those that the budget selects
  static Decision decide(PodDisruptionBudget budget, List<Pod> pods, int expected, Instant now) {
    Map<String, Instant> disrupted = new LinkedHashMap<>();
    List<Pod> notDeleted = new ArrayList<>();
    Map<String, Instant> known = budget.status().disruptedPods();
    for (Pod pod : pods) {
      Instant since = known.get(pod.name());
      if (since == null || pod.isDeleting()) {
        continue;
      }
      if (since.plus(DELETION).isBefore(now)) {
        notDeleted.add(pod);
      } else {
        disrupted.put(pod.name(), since);
      }
    }
    int healthy = 0;
    for (Pod pod : pods) {
      Instant since = disrupted.get(pod.name());
      boolean leaving = since != null && since.plus(DELETION).isAfter(now);
      healthy += !pod.isDeleting() && !leaving && PodState.isReady(pod) ? 1 : 0;
    }
    int desired = desired(budget.spec(), expected);
    int allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    PodDisruptionBudgetStatus status =
        PodDisruptionBudgetStatus.EMPTY
            .withCurrentHealthy(healthy)
            .withDesiredHealthy(desired)
            .withExpectedPods(expected)
            .withDisruptionsAllowed(allowed)
            .withObservedGeneration(budget.metadata().generation())
            .withConditions(budget.status().conditions());
    if (!disrupted.isEmpty()) {
      status = status.withDisruptedPods(disrupted);
    }
    String reason = allowed > 0 ? "SufficientPods" : "InsufficientPods";
    return new Decision(
        condition(status, allowed > 0, reason, "", now),
        notDeleted,
        disrupted.values().stream().min(Instant::compareTo).map(at -> at.plus(DELETION)));
  }

  private static int desired(PodDisruptionBudgetSpec spec, int expected) {
    if (spec.hasMaxUnavailable()) {
      int unavailable = spec.maxUnavailable().map(max -> max.scaled(expected, true)).orElse(0);
      return Math.max(0, expected - unavailable);
    }
    return spec.minAvailable().map(min -> min.scaled(expected, true)).orElse(0);
  }

  /// Where the number cannot be told nothing may be disrupted.
  static PodDisruptionBudgetStatus failed(PodDisruptionBudget budget, String message, Instant now) {
    return condition(budget.status().withDisruptionsAllowed(0), false, "SyncFailed", message, now);
  }

  private static PodDisruptionBudgetStatus condition(
      PodDisruptionBudgetStatus status,
      boolean allowed,
      String reason,
      String message,
      Instant now) {
    Condition condition =
        Condition.EMPTY
            .withType(ALLOWED)
            .withStatus(allowed ? "True" : "False")
            .withObservedGeneration(status.observedGeneration())
            .withReason(reason)
            .withMessage(message)
            .withLastTransitionTime(now);
    List<Condition> conditions = new ArrayList<>(status.conditions());
    for (int i = 0; i < conditions.size(); i++) {
      Condition old = conditions.get(i);
      if (old.type().equals(ALLOWED)) {
        boolean same = old.status().equals(condition.status());
        Instant since = same ? old.lastTransitionTime().orElse(now) : now;
        conditions.set(i, condition.withLastTransitionTime(since));
        return status.withConditions(conditions);
      }
    }
    conditions.add(condition);
    return status.withConditions(conditions);
  }

  /// Whether the write may be left out; only the generation in the condition may be old.
  static boolean isUpToDate(PodDisruptionBudgetStatus old, PodDisruptionBudgetStatus now) {
    return old.withConditions(List.of()).json().equals(now.withConditions(List.of()).json())
        && allowed(old).equals(allowed(now));
  }

  private static List<String> allowed(PodDisruptionBudgetStatus status) {
    return status.conditions().stream()
        .filter(c -> c.type().equals(ALLOWED))
        .map(c -> c.status() + c.reason())
        .toList();
  }
}
