/// What the server serves, told to clients.
@NullMarked
package k4j.apiserver.discovery;

import org.jspecify.annotations.NullMarked;
