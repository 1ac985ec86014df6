/// Logs of containers in the CRI format.
@NullMarked
package k4j.kubelet.log;

import org.jspecify.annotations.NullMarked;
