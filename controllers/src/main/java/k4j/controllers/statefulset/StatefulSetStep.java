package k4j.controllers.statefulset;

import java.util.List;
import k4j.api.apps.v1.StatefulSetStatus;

/// What a StatefulSet does next.
///
/// @param phases one after the other; where one fails those after it are left out
/// @param status to be written whether or not all goes well
/// @param renewed how many pods of the current revision the last phase takes away
record StatefulSetStep(List<Phase> phases, StatefulSetStatus status, int renewed) {

  /// For several pods what is done for each.
  record Phase(List<List<StatefulSetAction>> pods) {
    Phase {
      pods = pods.stream().filter(actions -> !actions.isEmpty()).map(List::copyOf).toList();
    }
  }

  StatefulSetStep {
    phases = phases.stream().filter(phase -> !phase.pods().isEmpty()).toList();
  }

  StatefulSetStatus statusWhenDone() {
    return renewed == 0 ? status : status.withCurrentReplicas(status.currentReplicas() - renewed);
  }
}
