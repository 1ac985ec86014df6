/// Simulated nodes by the thousand: the same kubelet code on a runtime in which nothing runs.
@NullMarked
package k4j.kubelet.simulated;

import org.jspecify.annotations.NullMarked;
