/// Expressions of admission policies: which variables they have, and how they are compiled.
@NullMarked
package k4j.api.cel.policy;

import org.jspecify.annotations.NullMarked;
