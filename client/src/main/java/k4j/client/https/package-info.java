/// The transport over HTTPS, and where its settings come from.
@NullMarked
package k4j.client.https;

import org.jspecify.annotations.NullMarked;
