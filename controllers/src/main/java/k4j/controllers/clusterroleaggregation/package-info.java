/// Fills roles that collect the rules of others.
@NullMarked
package k4j.controllers.clusterroleaggregation;

import org.jspecify.annotations.NullMarked;
