/// Deletes pods that nothing else would delete.
@NullMarked
package k4j.controllers.podgarbage;

import org.jspecify.annotations.NullMarked;
