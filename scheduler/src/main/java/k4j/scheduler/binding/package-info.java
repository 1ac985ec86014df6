/// What happens to a pod between the choice of its node and its binding.
@NullMarked
package k4j.scheduler.binding;

import org.jspecify.annotations.NullMarked;
