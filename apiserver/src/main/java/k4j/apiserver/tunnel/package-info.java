/// Connections that are handed through.
@NullMarked
package k4j.apiserver.tunnel;

import org.jspecify.annotations.NullMarked;
