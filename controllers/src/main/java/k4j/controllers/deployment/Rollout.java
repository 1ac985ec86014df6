package k4j.controllers.deployment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.meta.IntOrString;

/// A deployment with its ReplicaSets, as seen or as a plan wants them.
///
/// @param newSet the one with the deployment's template
/// @param oldSets all others, oldest first
record Rollout(Deployment deployment, Optional<ReplicaSet> newSet, List<ReplicaSet> oldSets) {

  static final Comparator<ReplicaSet> BY_AGE =
      Comparator.<ReplicaSet, Instant>comparing(
              set -> set.metadata().creationTimestamp().orElse(Instant.MAX))
          .thenComparing(ReplicaSet::name);

  private static final IntOrString QUARTER = IntOrString.of("25%");

  Rollout {
    oldSets = List.copyOf(oldSets);
  }

  static Rollout of(Deployment deployment, List<ReplicaSet> sets) {
    List<ReplicaSet> byAge = sets.stream().sorted(BY_AGE).toList();
    Optional<ReplicaSet> newSet =
        byAge.stream()
            .filter(set -> Templates.same(set.spec().template(), deployment.spec().template()))
            .findFirst();
    List<ReplicaSet> old =
        byAge.stream()
            .filter(set -> newSet.isEmpty() || !set.uid().equals(newSet.get().uid()))
            .toList();
    return new Rollout(deployment, newSet, old);
  }

  Rollout withDeployment(Deployment changed) {
    return new Rollout(changed, newSet, oldSets);
  }

  Rollout withNewSet(ReplicaSet set) {
    return new Rollout(deployment, Optional.of(set), oldSets);
  }

  /// With one set in place of the one of its name.
  Rollout with(ReplicaSet changed) {
    if (newSet.filter(set -> set.name().equals(changed.name())).isPresent()) {
      return withNewSet(changed);
    }
    return new Rollout(
        deployment,
        newSet,
        oldSets.stream().map(s -> s.name().equals(changed.name()) ? changed : s).toList());
  }

  List<ReplicaSet> all() {
    var all = new ArrayList<>(oldSets);
    newSet.ifPresent(all::add);
    return all;
  }

  List<ReplicaSet> activeOld() {
    return oldSets.stream().filter(set -> set.spec().replicas() > 0).toList();
  }

  List<ReplicaSet> active() {
    return all().stream().filter(set -> set.spec().replicas() > 0).toList();
  }

  static int sum(List<ReplicaSet> sets, ToIntFunction<ReplicaSet> count) {
    return sets.stream().mapToInt(count).sum();
  }

  /// How many pods all sets ask for.
  int requested() {
    return sum(all(), set -> set.spec().replicas());
  }

  int wanted() {
    return deployment.spec().replicas();
  }

  boolean isRolling() {
    return !deployment.spec().strategy().type().equals("Recreate");
  }

  /// How many pods there may be above the wanted number.
  int maxSurge() {
    return isRolling() ? surge() : 0;
  }

  private int surge() {
    IntOrString surge = deployment.spec().strategy().rollingUpdate().maxSurge().orElse(QUARTER);
    return surge.scaled(wanted(), true);
  }

  /// How many pods may be missing from the wanted number. Both limits at zero would stand still, so
  /// then it is one.
  int maxUnavailable() {
    if (!isRolling() || wanted() == 0) {
      return 0;
    }
    IntOrString share =
        deployment.spec().strategy().rollingUpdate().maxUnavailable().orElse(QUARTER);
    int unavailable = share.scaled(wanted(), false);
    if (unavailable == 0 && surge() == 0) {
      return 1;
    }
    return Math.min(unavailable, wanted());
  }

  /// The size of the new set that the limits allow next.
  int nextSize(int current) {
    if (!isRolling()) {
      return wanted();
    }
    int room = wanted() + maxSurge() - requested();
    return room <= 0 ? current : current + Math.min(room, wanted() - current);
  }
}
