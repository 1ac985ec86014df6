/// Ranges of addresses, as several controllers reckon with them.
@NullMarked
package k4j.controllers.addresses;

import org.jspecify.annotations.NullMarked;
