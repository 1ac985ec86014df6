/// A pod's status: phase, conditions, container statuses, and writing them.
@NullMarked
package k4j.kubelet.status;

import org.jspecify.annotations.NullMarked;
