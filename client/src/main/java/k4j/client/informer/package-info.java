/// Caches of the API's objects that watches keep up to date.
@NullMarked
package k4j.client.informer;

import org.jspecify.annotations.NullMarked;
