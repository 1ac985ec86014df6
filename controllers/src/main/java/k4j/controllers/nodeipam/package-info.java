/// Gives each node its own ranges of pod addresses.
@NullMarked
package k4j.controllers.nodeipam;

import org.jspecify.annotations.NullMarked;
