/// The API server's socket.
@NullMarked
package k4j.apiserver.http;

import org.jspecify.annotations.NullMarked;
