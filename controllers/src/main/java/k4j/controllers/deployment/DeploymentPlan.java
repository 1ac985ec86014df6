package k4j.controllers.deployment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.DeploymentCondition;
import k4j.api.apps.v1.DeploymentStatus;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.core.v1.Pod;
import k4j.api.selector.LabelSelector;
import k4j.controllers.pods.PodState;

/// Decides the next step of a deployment. (controller: deployment_controller.go, `syncDeployment`.)
final class DeploymentPlan {

  private final Rollout seen;
  private final Map<String, ? extends Collection<Pod>> pods;
  private final Instant now;

  /// @param pods the pods of each ReplicaSet by its UID
  private DeploymentPlan(Rollout seen, Map<String, ? extends Collection<Pod>> pods, Instant now) {
    this.seen = seen;
    this.pods = pods;
    this.now = now;
  }

  static List<DeploymentAction> decide(
      Deployment deployment,
      List<ReplicaSet> sets,
      Map<String, ? extends Collection<Pod>> pods,
      Instant now) {
    return new DeploymentPlan(Rollout.of(deployment, sets), pods, now).decide();
  }

  private List<DeploymentAction> decide() {
    Deployment deployment = seen.deployment();
    if (LabelSelector.of(deployment.spec().selector().json()).isEverything()) {
      return selectingAll(deployment);
    }
    if (deployment.isDeleting()) {
      return actions(seen, Progress::counted);
    }
    Rollout marked = seen.withDeployment(markPaused(deployment));
    if (deployment.spec().paused()) {
      Rollout scaled = Scaling.scale(NewSet.follow(marked, now));
      return withCleanup(scaled, actions(scaled, Progress::counted));
    }
    Rollout followed = NewSet.follow(marked, now);
    if (Scaling.isScaled(followed)) {
      return actions(Scaling.scale(followed), Progress::counted);
    }
    Rollout next = seen.isRolling() ? roll(marked) : recreate(followed);
    List<DeploymentAction> actions = actions(next, Progress::rolling);
    boolean complete = Progress.isComplete(next, deployment.status());
    return complete ? withCleanup(next, actions) : actions;
  }

  private static List<DeploymentAction> selectingAll(Deployment deployment) {
    var actions = new ArrayList<DeploymentAction>();
    actions.add(
        new DeploymentAction.Warn(
            "SelectingAll",
            "This deployment is selecting all pods. A non-empty selector is required."));
    long generation = deployment.metadata().generation();
    if (deployment.status().observedGeneration() < generation) {
      DeploymentStatus status = deployment.status().withObservedGeneration(generation);
      actions.add(new DeploymentAction.WriteStatus(deployment.withStatus(status)));
    }
    return actions;
  }

  /// A paused deployment makes no progress and misses no deadline.
  private Deployment markPaused(Deployment deployment) {
    String reason = Conditions.progressReason(deployment);
    if (!Progress.hasDeadline(deployment) || reason.equals(Conditions.TIMED_OUT)) {
      return deployment;
    }
    boolean paused = deployment.spec().paused();
    if (paused == reason.equals(Conditions.PAUSED)) {
      return deployment;
    }
    DeploymentCondition condition =
        paused
            ? Conditions.of(
                Conditions.PROGRESSING, "Unknown", Conditions.PAUSED, "Deployment is paused", now)
            : Conditions.of(
                Conditions.PROGRESSING,
                "Unknown",
                "DeploymentResumed",
                "Deployment is resumed",
                now);
    return deployment.withStatus(Conditions.set(deployment.status(), condition));
  }

  /// Up by what the surge allows, and when there is nothing to add, down by what may be missing.
  private Rollout roll(Rollout marked) {
    Rollout rollout = NewSet.ensure(marked, now);
    ReplicaSet newSet = rollout.newSet().orElseThrow();
    int size = newSet.spec().replicas();
    if (size > rollout.wanted()) {
      return Scaling.resize(rollout, newSet, rollout.wanted());
    }
    int next = rollout.nextSize(size);
    return next != size ? Scaling.resize(rollout, newSet, next) : OldSets.shrink(rollout);
  }

  /// All old pods go before a new one comes.
  private Rollout recreate(Rollout rollout) {
    if (!rollout.activeOld().isEmpty()) {
      Rollout scaled = rollout;
      for (ReplicaSet old : rollout.activeOld()) {
        scaled = Scaling.resize(scaled, old, 0);
      }
      return scaled;
    }
    if (oldPodsRun(rollout)) {
      return rollout;
    }
    Rollout ensured = NewSet.ensure(rollout, now);
    ReplicaSet newSet = ensured.newSet().orElseThrow();
    return newSet.spec().replicas() == ensured.wanted()
        ? ensured
        : Scaling.resize(ensured, newSet, ensured.wanted());
  }

  private boolean oldPodsRun(Rollout rollout) {
    if (Rollout.sum(rollout.oldSets(), set -> set.status().replicas()) > 0) {
      return true;
    }
    String newUid = rollout.newSet().map(ReplicaSet::uid).orElse("");
    return pods.entrySet().stream()
        .filter(e -> !e.getKey().equals(newUid))
        .flatMap(e -> e.getValue().stream())
        .anyMatch(pod -> !PodState.isTerminal(pod));
  }

  private interface StatusPlan {
    DeploymentStatus status(Rollout rollout, Instant now);
  }

  /// What leads from what was seen to what is planned.
  private List<DeploymentAction> actions(Rollout planned, StatusPlan statusPlan) {
    var actions = new ArrayList<DeploymentAction>();
    Map<String, ReplicaSet> before =
        seen.all().stream().collect(Collectors.toMap(ReplicaSet::uid, UnaryOperator.identity()));
    for (ReplicaSet set : planned.all()) {
      ReplicaSet old = before.get(set.uid());
      if (old == null) {
        actions.add(new DeploymentAction.CreateSet(set));
      } else if (old != set && !old.equals(set)) {
        actions.add(new DeploymentAction.UpdateSet(old, set));
      }
    }
    DeploymentStatus status = statusPlan.status(planned, now);
    Deployment written = planned.deployment().withStatus(status);
    if (!written.json().equals(seen.deployment().json())) {
      actions.add(new DeploymentAction.WriteStatus(written));
    }
    if (!written.spec().paused()) {
      Progress.untilDeadline(planned, status, now)
          .ifPresent(delay -> actions.add(new DeploymentAction.LookAgain(delay)));
    }
    return actions;
  }

  /// Old sets beyond the history limit go, lowest revision first, if nothing uses them.
  private static List<DeploymentAction> withCleanup(
      Rollout rollout, List<DeploymentAction> actions) {
    var spec = rollout.deployment().spec();
    if (!spec.hasRevisionHistoryLimit() || spec.revisionHistoryLimit() == Integer.MAX_VALUE) {
      return actions;
    }
    List<ReplicaSet> alive =
        rollout.oldSets().stream()
            .filter(set -> !set.isDeleting())
            .sorted(Comparator.comparingLong(Revisions::revision).thenComparing(Rollout.BY_AGE))
            .toList();
    var all = new ArrayList<>(actions);
    alive.stream()
        .limit(Math.max(0, alive.size() - spec.revisionHistoryLimit()))
        .filter(set ->
            set.status().replicas() == 0
                && set.spec().replicas() == 0
                && set.metadata().generation() <= set.status().observedGeneration())
        .forEach(set -> all.add(new DeploymentAction.DeleteSet(set)));
    return all;
  }

  /// The status after the server refused a new set.
  static Optional<Deployment> refused(
      Deployment deployment, ReplicaSet set, String error, Instant now) {
    if (!Progress.hasDeadline(deployment)) {
      return Optional.empty();
    }
    String message = "Failed to create new replica set \"%s\": %s".formatted(set.name(), error);
    return Optional.of(
        deployment.withStatus(
            Conditions.set(
                deployment.status(),
                Conditions.of(
                    Conditions.PROGRESSING, "False", "ReplicaSetCreateError", message, now))));
  }
}
