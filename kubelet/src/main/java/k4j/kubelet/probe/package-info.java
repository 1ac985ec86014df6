/// Liveness, readiness and startup probes.
@NullMarked
package k4j.kubelet.probe;

import org.jspecify.annotations.NullMarked;
