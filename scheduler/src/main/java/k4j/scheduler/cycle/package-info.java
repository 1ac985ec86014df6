/// The decision for one pod.
@NullMarked
package k4j.scheduler.cycle;

import org.jspecify.annotations.NullMarked;
