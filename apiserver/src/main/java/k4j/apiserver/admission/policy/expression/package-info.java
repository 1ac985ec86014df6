/// The expressions of policies: their variables, their evaluation and what it may cost.
@NullMarked
package k4j.apiserver.admission.policy.expression;

import org.jspecify.annotations.NullMarked;
