/// Volumes: payloads, mounts and live updates.
@NullMarked
package k4j.kubelet.volume;

import org.jspecify.annotations.NullMarked;
