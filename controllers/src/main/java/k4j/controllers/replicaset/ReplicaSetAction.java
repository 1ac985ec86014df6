package k4j.controllers.replicaset;

import java.util.List;
import k4j.api.core.v1.Pod;

/// What a ReplicaSet needs so that it has the pods it wants.
sealed interface ReplicaSetAction {

  /// It has them.
  record Nothing() implements ReplicaSetAction {}

  record Create(int count) implements ReplicaSetAction {}

  record Delete(List<Pod> pods) implements ReplicaSetAction {
    public Delete {
      pods = List.copyOf(pods);
    }
  }
}
