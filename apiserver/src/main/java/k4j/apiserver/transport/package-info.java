/// The way to the API server inside the process.
@NullMarked
package k4j.apiserver.transport;

import org.jspecify.annotations.NullMarked;
