package k4j.controllers.statefulset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import k4j.api.apps.v1.RollingUpdateStatefulSetStrategy;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.apps.v1.StatefulSetStatus;
import k4j.api.core.v1.Pod;
import k4j.api.meta.IntOrString;

/// Decides the next step of a StatefulSet: in order, one pod at a time, each only when those before
/// it are up; or all at once where the set is parallel. (controller: `updateStatefulSet`.)
final class StatefulSetPlan {

  private final StatefulSetState seen;
  private final StatefulSet set;
  private final boolean inOrder;
  private final List<Pod> replicas = new ArrayList<>();
  private final List<Pod> condemned = new ArrayList<>();
  private final List<StatefulSetStep.Phase> phases = new ArrayList<>();

  /// Whether nothing further may be done until the actions so far show.
  private boolean stopped;

  private StatefulSetPlan(StatefulSetState seen) {
    this.seen = seen;
    set = seen.set();
    inOrder = !set.spec().podManagementPolicy().equals("Parallel");
  }

  static StatefulSetStep decide(StatefulSetState seen) {
    return new StatefulSetPlan(seen).decide();
  }

  private StatefulSetStep decide() {
    if (set.isDeleting()) {
      return new StatefulSetStep(List.of(), StatefulSetStatusPlan.decide(seen, seen.pods()), 0);
    }
    sort();
    runReplicas();
    ownClaims();
    scaleAway();
    var all = new ArrayList<>(replicas);
    all.addAll(condemned);
    StatefulSetStatus status = StatefulSetStatusPlan.decide(seen, all);
    List<StatefulSetAction> renewals =
        stopped || set.spec().updateStrategy().type().equals("OnDelete") ? List.of() : renew();
    phases.add(new StatefulSetStep.Phase(renewals.stream().map(List::of).toList()));
    return new StatefulSetStep(phases, status, renewals.size());
  }

  /// Replicas by their number, with new pods where there are none; the rest from the highest down.
  private void sort() {
    List<Pod> known = seen.pods().stream().sorted(Comparator.comparingInt(Ordinal::of)).toList();
    int first = Ordinal.first(set);
    for (int ordinal = first; ordinal < first + set.spec().replicas(); ordinal++) {
      int number = ordinal;
      replicas.add(
          known.stream()
              .filter(pod -> Ordinal.of(pod) == number)
              .findFirst()
              .orElseGet(() -> make(number)));
    }
    known.reversed().stream()
        .filter(pod -> Ordinal.of(pod) >= 0 && !Ordinal.isWanted(set, pod))
        .forEach(condemned::add);
  }

  private Pod make(int ordinal) {
    var strategy = set.spec().updateStrategy();
    int kept =
        strategy.hasRollingUpdate()
            ? strategy.rollingUpdate().partition()
            : strategy.type().equals("RollingUpdate") ? set.status().currentReplicas() : 0;
    var revision = ordinal < Ordinal.first(set) + kept ? seen.current() : seen.update();
    return StatefulPods.make(set, revision.template(), revision.name(), ordinal);
  }

  private void runReplicas() {
    var each = new ArrayList<List<StatefulSetAction>>();
    for (Pod pod : replicas) {
      if (!stopped) {
        each.add(run(pod));
      }
    }
    phases.add(new StatefulSetStep.Phase(each));
  }

  private List<StatefulSetAction> run(Pod pod) {
    String phase = pod.status().phase();
    // However a pod ended, be it well: who evicted or stopped it does not show in its exit code.
    if (phase.equals("Failed") || phase.equals("Succeeded")) {
      stopped |= inOrder;
      return pod.isDeleting() ? List.of() : List.of(new StatefulSetAction.Delete(pod));
    }
    if (phase.isEmpty()) {
      stopped |= inOrder;
      return seen.hasStaleClaim(pod) ? List.of() : List.of(new StatefulSetAction.Create(pod));
    }
    var actions = new ArrayList<StatefulSetAction>();
    if (phase.equals("Pending")) {
      actions.add(new StatefulSetAction.MakeClaims(pod));
    }
    if (inOrder
        && (pod.isDeleting()
            || !StatefulSetState.isRunningAndReady(pod)
            || !seen.isAvailable(pod))) {
      stopped = true;
    } else if (!StatefulPods.hasIdentity(set, pod)
        || !StatefulPods.hasStorage(set, pod)
        || !seen.keepsClaims(pod)) {
      actions.add(new StatefulSetAction.Repair(pod));
    }
    return actions;
  }

  private void ownClaims() {
    if (!stopped) {
      phases.add(
          new StatefulSetStep.Phase(
              condemned.stream()
                  .filter(pod -> !seen.keepsClaims(pod))
                  .map(pod -> List.<StatefulSetAction>of(new StatefulSetAction.OwnClaims(pod)))
                  .toList()));
    }
  }

  /// From the highest number down, in order one at a time, and while any pod is down only that.
  private void scaleAway() {
    Optional<Pod> sick = firstUnavailable();
    var each = new ArrayList<List<StatefulSetAction>>();
    for (Pod pod : condemned) {
      if (stopped) {
        break;
      }
      stopped = inOrder;
      boolean up = StatefulSetState.isRunningAndReady(pod) && seen.isAvailable(pod);
      boolean mayGo = !inOrder || up || sick.filter(other -> other == pod).isPresent();
      if (!pod.isDeleting() && mayGo) {
        each.add(List.of(new StatefulSetAction.Delete(pod)));
      }
    }
    phases.add(new StatefulSetStep.Phase(each));
  }

  private Optional<Pod> firstUnavailable() {
    return replicas.stream()
        .filter(seen::isUnavailable)
        .findFirst()
        .or(() -> condemned.reversed().stream().filter(seen::isUnavailable).findFirst());
  }

  /// Old pods go from the highest number down to the partition.
  private List<StatefulSetAction> renew() {
    RollingUpdateStatefulSetStrategy rolling = set.spec().updateStrategy().rollingUpdate();
    Optional<IntOrString> allowed = rolling.maxUnavailable();
    if (allowed.isPresent()) {
      int most = Math.max(1, allowed.get().scaled(set.spec().replicas(), false));
      return renewUpTo(most, rolling.partition());
    }
    for (int i = replicas.size() - 1; i >= rolling.partition(); i--) {
      Pod pod = replicas.get(i);
      if (isOld(pod) && !pod.isDeleting()) {
        return List.of(new StatefulSetAction.Delete(pod));
      }
      if (seen.isUnavailable(pod)) {
        return List.of();
      }
    }
    return List.of();
  }

  private List<StatefulSetAction> renewUpTo(int most, int partition) {
    long down = replicas.stream().filter(seen::isUnavailable).count();
    var deletions = new ArrayList<StatefulSetAction>();
    for (int i = replicas.size() - 1; i >= partition && down + deletions.size() < most; i--) {
      Pod pod = replicas.get(i);
      if (isOld(pod) && !pod.isDeleting()) {
        deletions.add(new StatefulSetAction.Delete(pod));
      }
    }
    return deletions;
  }

  private boolean isOld(Pod pod) {
    return !StatefulPods.revision(pod).equals(seen.update().name());
  }
}
