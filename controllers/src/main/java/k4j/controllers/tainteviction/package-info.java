/// Deletes pods that do not tolerate the taints of their node.
@NullMarked
package k4j.controllers.tainteviction;

import org.jspecify.annotations.NullMarked;
