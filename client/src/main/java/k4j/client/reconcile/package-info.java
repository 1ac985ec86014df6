/// The loop that every controller runs.
@NullMarked
package k4j.client.reconcile;

import org.jspecify.annotations.NullMarked;
