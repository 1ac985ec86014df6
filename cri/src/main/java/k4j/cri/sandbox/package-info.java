/// Pod sandboxes: the namespaces and the network that the containers of a pod share.
@NullMarked
package k4j.cri.sandbox;

import org.jspecify.annotations.NullMarked;
