/// Estimates what expressions can cost.
@NullMarked
package k4j.api.cel.cost;

import org.jspecify.annotations.NullMarked;
