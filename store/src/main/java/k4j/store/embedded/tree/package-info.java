/// The immutable sorted map that every revision of the store is.
@NullMarked
package k4j.store.embedded.tree;

import org.jspecify.annotations.NullMarked;
