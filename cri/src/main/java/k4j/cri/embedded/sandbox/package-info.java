/// Pod sandboxes: namespaces, network and the process that holds them.
@NullMarked
package k4j.cri.embedded.sandbox;

import org.jspecify.annotations.NullMarked;
