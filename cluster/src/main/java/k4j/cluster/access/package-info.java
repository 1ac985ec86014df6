/// Flags of who may come in and what they may do, with what their files say.
@NullMarked
package k4j.cluster.access;

import org.jspecify.annotations.NullMarked;
