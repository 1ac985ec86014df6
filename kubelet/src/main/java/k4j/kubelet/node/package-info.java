/// The node's own object, its lease and its facts.
@NullMarked
package k4j.kubelet.node;

import org.jspecify.annotations.NullMarked;
