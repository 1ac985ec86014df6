package k4j.controllers.podautoscaler;

import java.time.Duration;

/// When figures and recommendations count. (controller: HPAControllerConfiguration.)
///
/// @param initialization how long after its start a pod's CPU figures may mislead
/// @param readinessDelay how long after its start a pod that is not ready has never been
/// @param stabilization for how long a lower recommendation waits, unless the object says so itself
record AutoscalerTiming(
    Duration period, Duration initialization, Duration readinessDelay, Duration stabilization) {

  static final AutoscalerTiming USUAL =
      new AutoscalerTiming(
          Duration.ofSeconds(15),
          Duration.ofMinutes(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(5));
}
