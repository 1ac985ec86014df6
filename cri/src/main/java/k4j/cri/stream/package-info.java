/// Streams into running containers: exec, attach, port-forward.
@NullMarked
package k4j.cri.stream;

import org.jspecify.annotations.NullMarked;
