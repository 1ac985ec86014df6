/// Image names, pull policy, pull secrets and pull back-off.
@NullMarked
package k4j.kubelet.image;

import org.jspecify.annotations.NullMarked;
