/// What several controllers need to know of pods.
@NullMarked
package k4j.controllers.pods;

import org.jspecify.annotations.NullMarked;
