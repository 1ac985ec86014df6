/// Directories of the machine that controllers delete.
@NullMarked
package k4j.controllers.directories;

import org.jspecify.annotations.NullMarked;
