/// Deletes Jobs some time after they have ended.
@NullMarked
package k4j.controllers.ttlafterfinished;

import org.jspecify.annotations.NullMarked;
