/// The pods that wait for a node.
@NullMarked
package k4j.scheduler.queue;

import org.jspecify.annotations.NullMarked;
