/// Resizing pods in place (KEP-1287): what of their resources is given to them, and what is in
/// force.
@NullMarked
package k4j.kubelet.allocation;

import org.jspecify.annotations.NullMarked;
