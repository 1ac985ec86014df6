/// One of several that does the work, chosen by a Lease.
@NullMarked
package k4j.client.leader;

import org.jspecify.annotations.NullMarked;
