/// From a pod's specification to the configuration of sandboxes and containers.
@NullMarked
package k4j.kubelet.container;

import org.jspecify.annotations.NullMarked;
