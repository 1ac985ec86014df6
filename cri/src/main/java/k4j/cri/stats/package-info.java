/// Usage of containers and sandboxes.
@NullMarked
package k4j.cri.stats;

import org.jspecify.annotations.NullMarked;
