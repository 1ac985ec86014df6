/// Says how many pods of a PodDisruptionBudget may be disrupted.
@NullMarked
package k4j.controllers.disruption;

import org.jspecify.annotations.NullMarked;
