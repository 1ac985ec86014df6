/// The kubelet's HTTPS API.
@NullMarked
package k4j.kubelet.server;

import org.jspecify.annotations.NullMarked;
