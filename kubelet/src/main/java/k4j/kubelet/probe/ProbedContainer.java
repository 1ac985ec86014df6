package k4j.kubelet.probe;

import java.time.Instant;

/// The container that a probe asks at the moment.
///
/// @param wasReady what its status said before this kubelet looked: a restart of the kubelet does
///   not make containers unready
record ProbedContainer(
    String id, boolean running, Instant startedAt, String podIp, boolean wasReady) {}
