/// Notices nodes that no longer answer, and taints nodes by how they are.
@NullMarked
package k4j.controllers.nodelifecycle;

import org.jspecify.annotations.NullMarked;
