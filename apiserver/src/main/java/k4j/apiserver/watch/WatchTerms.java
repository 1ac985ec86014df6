package k4j.apiserver.watch;

import java.time.Instant;
import java.time.InstantSource;
import k4j.apiserver.list.Selection;
import k4j.apiserver.registry.ServedResource;

/// What one watcher asked for.
///
/// @param bookmarks whether it wants to hear how far it is
/// @param deadline when the server ends the watch
record WatchTerms(
    ServedResource served,
    Selection selection,
    boolean bookmarks,
    Instant deadline,
    InstantSource clock) {}
