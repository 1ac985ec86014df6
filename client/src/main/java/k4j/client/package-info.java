/// The way to the API for everything that is not the API server: typed access over one transport.
@NullMarked
package k4j.client;

import org.jspecify.annotations.NullMarked;
