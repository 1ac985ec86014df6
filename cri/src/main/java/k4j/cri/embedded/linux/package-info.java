/// The few system calls that a container runtime needs, by the foreign-function API.
@NullMarked
package k4j.cri.embedded.linux;

import org.jspecify.annotations.NullMarked;
