/// A small strict key-value store with revisions: snapshot reads, compare-and-put, ordered watches.
@NullMarked
package k4j.store;

import org.jspecify.annotations.NullMarked;
