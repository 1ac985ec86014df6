/// Runs pods to completion, as Jobs say.
@NullMarked
package k4j.controllers.job;

import org.jspecify.annotations.NullMarked;
