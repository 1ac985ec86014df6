/// Events: what happened to an object, for people to read.
@NullMarked
package k4j.client.event;

import org.jspecify.annotations.NullMarked;
