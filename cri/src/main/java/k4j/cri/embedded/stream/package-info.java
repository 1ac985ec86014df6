/// Streams of processes: pipes and terminals as Java streams that virtual threads may wait on.
@NullMarked
package k4j.cri.embedded.stream;

import org.jspecify.annotations.NullMarked;
