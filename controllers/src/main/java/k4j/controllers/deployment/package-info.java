/// Rolls pod templates out through ReplicaSets.
@NullMarked
package k4j.controllers.deployment;

import org.jspecify.annotations.NullMarked;
