/// Usage of containers and sandboxes, read from cgroups and the network.
@NullMarked
package k4j.cri.embedded.stats;

import org.jspecify.annotations.NullMarked;
