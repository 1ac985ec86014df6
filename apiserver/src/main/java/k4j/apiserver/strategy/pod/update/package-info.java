/// What may change about pods through their subresources.
@NullMarked
package k4j.apiserver.strategy.pod.update;

import org.jspecify.annotations.NullMarked;
