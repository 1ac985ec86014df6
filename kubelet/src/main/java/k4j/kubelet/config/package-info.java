/// What a kubelet is told when it is made.
@NullMarked
package k4j.kubelet.config;

import org.jspecify.annotations.NullMarked;
