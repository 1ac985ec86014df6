/// Keeps the number of pods that a ReplicaSet wants.
@NullMarked
package k4j.controllers.replicaset;

import org.jspecify.annotations.NullMarked;
