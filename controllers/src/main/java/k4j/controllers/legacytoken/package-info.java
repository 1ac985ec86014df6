/// Takes tokens that live in secrets out of use when nobody uses them (KEP-2799).
@NullMarked
package k4j.controllers.legacytoken;

import org.jspecify.annotations.NullMarked;
