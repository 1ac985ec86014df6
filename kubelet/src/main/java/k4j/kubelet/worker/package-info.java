/// Pod workers: what to do next for a pod, and doing it.
@NullMarked
package k4j.kubelet.worker;

import org.jspecify.annotations.NullMarked;
