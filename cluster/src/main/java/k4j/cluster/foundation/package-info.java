/// What a control plane is built on, and its ways in and out.
@NullMarked
package k4j.cluster.foundation;

import org.jspecify.annotations.NullMarked;
