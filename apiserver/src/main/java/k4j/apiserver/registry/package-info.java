/// The resources that are served, and the way to the store.
@NullMarked
package k4j.apiserver.registry;

import org.jspecify.annotations.NullMarked;
