/// Keeps a pod of each DaemonSet on every node that it fits.
@NullMarked
package k4j.controllers.daemonset;

import org.jspecify.annotations.NullMarked;
