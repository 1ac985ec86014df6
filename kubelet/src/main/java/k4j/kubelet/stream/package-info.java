/// Streaming protocols of exec, attach and port-forward: WebSocket and SPDY.
@NullMarked
package k4j.kubelet.stream;

import org.jspecify.annotations.NullMarked;
