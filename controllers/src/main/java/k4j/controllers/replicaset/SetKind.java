package k4j.controllers.replicaset;

import k4j.api.Kinds;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.apps.v1.ReplicaSetStatus;
import k4j.api.meta.Kind;
import k4j.api.selector.LabelSelector;
import k4j.controllers.pods.PodEvents;

/// What differs between ReplicaSets and the ReplicationControllers before them, whose objects have
/// the same fields but for the selector.
///
/// @param component what events show as their source
record SetKind(Kind<ReplicaSet> sets, String component, String loop, boolean legacy)
    implements PodEvents.OwnerKind<ReplicaSet> {

  static final SetKind REPLICA_SET =
      new SetKind(Kinds.REPLICA_SETS, "replicaset-controller", "replicaset", false);

  static final SetKind REPLICATION_CONTROLLER =
      new SetKind(
          new Kind<>(
              Kinds.REPLICATION_CONTROLLERS.resource(),
              Kinds.REPLICATION_CONTROLLERS.kind(),
              true,
              ReplicaSet::new),
          "replication-controller",
          "replicationcontroller",
          true);

  @Override
  public String kind() {
    return sets.kind();
  }

  @Override
  public int minReadySeconds(ReplicaSet set) {
    return set.spec().minReadySeconds();
  }

  @Override
  public LabelSelector selector(ReplicaSet set) {
    return legacy
        ? LabelSelector.ofMap(set.spec().json().object("selector"))
        : LabelSelector.of(set.spec().selector().json());
  }

  /// The part of a status that the kind has.
  ReplicaSetStatus known(ReplicaSetStatus status) {
    return legacy ? status.withoutTerminatingReplicas() : status;
  }
}
