/// The queue of names that a controller works off.
@NullMarked
package k4j.client.queue;

import org.jspecify.annotations.NullMarked;
