/// HTTP/1.1 as a client speaks it, byte by byte.
@NullMarked
package k4j.apiserver.upstream;

import org.jspecify.annotations.NullMarked;
