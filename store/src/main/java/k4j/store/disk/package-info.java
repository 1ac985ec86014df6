/// What the embedded store has on disk: a log of checksummed frames, and snapshots.
@NullMarked
package k4j.store.disk;

import org.jspecify.annotations.NullMarked;
