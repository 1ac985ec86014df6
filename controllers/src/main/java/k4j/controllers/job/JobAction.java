package k4j.controllers.job;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import k4j.api.core.v1.Pod;

/// What a job that goes on needs.
sealed interface JobAction {

  record Nothing() implements JobAction {}

  record Delete(List<Pod> pods) implements JobAction {}

  /// @param indexes one for each pod, empty where the job has none
  record Create(List<OptionalInt> indexes) implements JobAction {}

  /// Pods failed a short time ago.
  record Wait(Duration pause) implements JobAction {}
}
