/// What the server counts of itself, in the text form of Prometheus.
@NullMarked
package k4j.apiserver.metrics;

import org.jspecify.annotations.NullMarked;
