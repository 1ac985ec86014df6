/// Feature gates.
@NullMarked
package k4j.api.feature;

import org.jspecify.annotations.NullMarked;
