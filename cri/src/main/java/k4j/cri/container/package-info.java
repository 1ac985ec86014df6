/// Containers: what to run, how it is confined, and what became of it.
@NullMarked
package k4j.cri.container;

import org.jspecify.annotations.NullMarked;
