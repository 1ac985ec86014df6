/// How functions are declared and found.
@NullMarked
package k4j.api.cel.function;

import org.jspecify.annotations.NullMarked;
