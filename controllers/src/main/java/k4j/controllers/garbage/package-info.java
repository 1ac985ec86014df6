/// Deletes objects whose owners are gone.
@NullMarked
package k4j.controllers.garbage;

import org.jspecify.annotations.NullMarked;
