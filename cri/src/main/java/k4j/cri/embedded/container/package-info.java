/// Containers: from a configuration to a supervised process, and back to nothing.
@NullMarked
package k4j.cri.embedded.container;

import org.jspecify.annotations.NullMarked;
