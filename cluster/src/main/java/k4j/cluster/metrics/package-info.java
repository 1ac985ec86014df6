/// The metrics API (`metrics.k8s.io`), as metrics-server serves it.
@NullMarked
package k4j.cluster.metrics;

import org.jspecify.annotations.NullMarked;
