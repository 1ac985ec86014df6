/// The store inside the process: an immutable sorted map in memory, a log and snapshots on disk.
@NullMarked
package k4j.store.embedded;

import org.jspecify.annotations.NullMarked;
