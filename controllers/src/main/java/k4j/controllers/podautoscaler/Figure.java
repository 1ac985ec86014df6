package k4j.controllers.podautoscaler;

import java.time.Duration;
import java.time.Instant;

/// What was measured of one pod.
///
/// @param window over how long it is an average
/// @param value in thousandths
record Figure(Instant at, Duration window, long value) {}
