/// ControllerRevisions: the templates that a DaemonSet or StatefulSet had.
@NullMarked
package k4j.controllers.history;

import org.jspecify.annotations.NullMarked;
