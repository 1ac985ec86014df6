/// Keeps the numbered pods of StatefulSets, each with its own name and volumes.
@NullMarked
package k4j.controllers.statefulset;

import org.jspecify.annotations.NullMarked;
