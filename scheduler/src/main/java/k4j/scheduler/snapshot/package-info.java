/// Pods and nodes as the scheduler sees them: parsed once, summed up by node.
@NullMarked
package k4j.scheduler.snapshot;

import org.jspecify.annotations.NullMarked;
