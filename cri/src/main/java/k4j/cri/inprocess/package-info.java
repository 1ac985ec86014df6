/// The runtime of handler `in-process`: containers that are components of this very process.
@NullMarked
package k4j.cri.inprocess;

import org.jspecify.annotations.NullMarked;
