/// A runtime whose containers are state machines: they start, run, fail and end as they are told.
@NullMarked
package k4j.cri.simulated;

import org.jspecify.annotations.NullMarked;
