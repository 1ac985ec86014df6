/// The kubelet: runs the pods that are bound to its node, over CRI, and answers for them.
@NullMarked
package k4j.kubelet;

import org.jspecify.annotations.NullMarked;
