/// Keeps ranges of service addresses until no service has an address of them.
@NullMarked
package k4j.controllers.servicecidrs;

import org.jspecify.annotations.NullMarked;
