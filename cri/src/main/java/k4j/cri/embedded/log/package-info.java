/// Logs of containers in the CRI format.
@NullMarked
package k4j.cri.embedded.log;

import org.jspecify.annotations.NullMarked;
