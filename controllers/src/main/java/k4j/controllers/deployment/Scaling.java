package k4j.controllers.deployment;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import k4j.api.apps.v1.ReplicaSet;

/// Decides sizes when a deployment is scaled while it rolls out, or while it is paused.
/// (controller: deployment/sync.go, `scale`.)
final class Scaling {

  private Scaling() {}

  /// Whether the wanted number changed since the sets were last sized.
  static boolean isScaled(Rollout rollout) {
    return rollout.active().stream()
        .mapToLong(Revisions::desired)
        .anyMatch(desired -> desired >= 0 && desired != rollout.wanted());
  }

  static Rollout scale(Rollout rollout) {
    Optional<ReplicaSet> single = activeOrLatest(rollout);
    if (single.isPresent()) {
      return single.get().spec().replicas() == rollout.wanted()
          ? rollout
          : resize(rollout, single.get(), rollout.wanted());
    }
    if (isSaturated(rollout)) {
      Rollout scaled = rollout;
      for (ReplicaSet old : rollout.activeOld()) {
        scaled = resize(scaled, old, 0);
      }
      return scaled;
    }
    return rollout.isRolling() ? proportionally(rollout) : rollout;
  }

  static Rollout resize(Rollout rollout, ReplicaSet set, int replicas) {
    return rollout.with(Revisions.size(set, replicas, rollout));
  }

  /// The only set with pods, or the newest where none has any.
  private static Optional<ReplicaSet> activeOrLatest(Rollout rollout) {
    List<ReplicaSet> active = rollout.active();
    return switch (active.size()) {
      case 0 -> rollout.newSet().or(() -> rollout.oldSets().stream().max(Rollout.BY_AGE));
      case 1 -> Optional.of(active.getFirst());
      default -> Optional.empty();
    };
  }

  /// The new set has all the pods that are wanted, and they are available.
  private static boolean isSaturated(Rollout rollout) {
    int wanted = rollout.wanted();
    return rollout
        .newSet()
        .filter(set ->
            Revisions.desired(set) == wanted
                && set.spec().replicas() == wanted
                && set.status().availableReplicas() == wanted)
        .isPresent();
  }

  /// Spreads the pods to add or remove over all sets by their size, the biggest taking what is
  /// left.
  private static Rollout proportionally(Rollout rollout) {
    int allowed = rollout.wanted() > 0 ? rollout.wanted() + rollout.maxSurge() : 0;
    int toAdd = allowed - rollout.requested();
    Comparator<ReplicaSet> bySize =
        Comparator.<ReplicaSet>comparingInt(set -> set.spec().replicas()).reversed();
    List<ReplicaSet> sets =
        rollout.active().stream()
            .sorted(bySize.thenComparing(toAdd > 0 ? Rollout.BY_AGE.reversed() : Rollout.BY_AGE))
            .toList();
    int[] sizes = new int[sets.size()];
    int added = 0;
    for (int i = 0; i < sizes.length; i++) {
      int share = share(sets.get(i), rollout, toAdd, added);
      sizes[i] = sets.get(i).spec().replicas() + share;
      added += share;
    }
    Rollout scaled = rollout;
    for (int i = 0; i < sizes.length; i++) {
      int size = i == 0 ? Math.max(0, sizes[i] + toAdd - added) : sizes[i];
      scaled = resize(scaled, sets.get(i), size);
    }
    return scaled;
  }

  private static int share(ReplicaSet set, Rollout rollout, int toAdd, int added) {
    if (toAdd == added) {
      return 0;
    }
    int fraction = fraction(set, rollout);
    int left = toAdd - added;
    return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
  }

  private static int fraction(ReplicaSet set, Rollout rollout) {
    int size = set.spec().replicas();
    if (rollout.wanted() == 0) {
      return -size;
    }
    long before = Revisions.max(set);
    if (before < 0) {
      before = rollout.deployment().status().replicas();
    }
    if (before <= 0) {
      return 0;
    }
    double now = (double) size * (rollout.wanted() + rollout.maxSurge()) / before;
    return (int) Math.round(now) - size;
  }
}
