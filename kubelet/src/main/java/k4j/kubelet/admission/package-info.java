/// Whether this node takes a pod.
@NullMarked
package k4j.kubelet.admission;

import org.jspecify.annotations.NullMarked;
