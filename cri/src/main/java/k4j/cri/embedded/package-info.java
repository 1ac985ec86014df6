/// The runtime inside this process: containers by an OCI runtime or by util-linux, no daemon.
@NullMarked
package k4j.cri.embedded;

import org.jspecify.annotations.NullMarked;
