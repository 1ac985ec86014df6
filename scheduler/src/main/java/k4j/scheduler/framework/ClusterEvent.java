package k4j.scheduler.framework;

import java.util.Objects;
import java.util.Optional;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;

/// A change that may make room for a pod that waits.
public sealed interface ClusterEvent {

  record NodeAdded(Node node) implements ClusterEvent {}

  record NodeUpdated(Node old, Node node) implements ClusterEvent {

    public boolean labelsChanged() {
      return !metadata(old).object("labels").equals(metadata(node).object("labels"));
    }

    public boolean allocatableChanged() {
      return !allocatable(old).equals(allocatable(node));
    }

    /// Taints, or whether it is closed.
    public boolean opennessChanged() {
      return !old.spec().json().array("taints").equals(node.spec().json().array("taints"))
          || old.spec().unschedulable() != node.spec().unschedulable();
    }

    public boolean matters() {
      return labelsChanged() || allocatableChanged() || opennessChanged();
    }

    private static JsonObject metadata(Node node) {
      return node.json().object("metadata");
    }

    private static JsonObject allocatable(Node node) {
      return node.json().object("status").object("allocatable");
    }
  }

  /// A pod on a node came, or its labels changed.
  record PodAssigned(Pod pod) implements ClusterEvent {}

  /// A pod left its node, or needs less of it.
  record PodGone(Pod pod) implements ClusterEvent {}

  /// The waiting pod itself changed.
  record PodChanged(Pod pod) implements ClusterEvent {}

  /// An object that plugins look at came, changed or went.
  record ObjectChanged(Optional<ApiObject> old, Optional<ApiObject> now) implements ClusterEvent {

    public boolean isNew() {
      return old.isEmpty();
    }

    /// Whether a field at the top differs, or is there in one only.
    public boolean differs(String field) {
      return !Objects.equals(
          old.map(object -> object.json().get(field)), now.map(object -> object.json().get(field)));
    }
  }

  /// It waited so long that something may have been missed.
  record TimePassed() implements ClusterEvent {}
}
