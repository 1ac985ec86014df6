/// Our own test kit: a clock that tests move, bounded waiting.
@NullMarked
package k4j.testing;

import org.jspecify.annotations.NullMarked;
