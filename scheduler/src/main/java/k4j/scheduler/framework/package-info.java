/// The points at which plugins take part in placing a pod.
@NullMarked
package k4j.scheduler.framework;

import org.jspecify.annotations.NullMarked;
