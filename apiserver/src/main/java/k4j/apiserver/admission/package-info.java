/// What every write must pass, in order.
@NullMarked
package k4j.apiserver.admission;

import org.jspecify.annotations.NullMarked;
