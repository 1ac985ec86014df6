/// The functions that the language itself has.
@NullMarked
package k4j.api.cel.standard;

import org.jspecify.annotations.NullMarked;
