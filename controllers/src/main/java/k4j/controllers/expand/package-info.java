/// Watches over claims that ask for more room.
@NullMarked
package k4j.controllers.expand;

import org.jspecify.annotations.NullMarked;
