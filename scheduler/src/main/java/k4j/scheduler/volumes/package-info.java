/// The plugins that look at a pod's volumes.
@NullMarked
package k4j.scheduler.volumes;

import org.jspecify.annotations.NullMarked;
