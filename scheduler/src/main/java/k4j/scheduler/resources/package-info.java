/// The plugins that look at what pods request and nodes have.
@NullMarked
package k4j.scheduler.resources;

import org.jspecify.annotations.NullMarked;
