/// Extension API servers: which there are, whether they answer, and the way to them
/// (kube-aggregator).
@NullMarked
package k4j.apiserver.aggregation;

import org.jspecify.annotations.NullMarked;
