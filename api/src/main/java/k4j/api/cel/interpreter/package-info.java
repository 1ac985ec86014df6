/// Evaluates checked expressions and counts what they cost.
@NullMarked
package k4j.api.cel.interpreter;

import org.jspecify.annotations.NullMarked;
