/// Root file systems of containers, put together in a mount namespace of their own.
@NullMarked
package k4j.cri.embedded.rootfs;

import org.jspecify.annotations.NullMarked;
