/// Control groups: version 1, hybrid and version 2, behind one interface.
@NullMarked
package k4j.cri.embedded.cgroup;

import org.jspecify.annotations.NullMarked;
