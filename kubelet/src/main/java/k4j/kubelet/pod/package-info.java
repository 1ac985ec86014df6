/// What a pod asks for and how it stands: pure readings of the object and of the runtime.
@NullMarked
package k4j.kubelet.pod;

import org.jspecify.annotations.NullMarked;
