package k4j.apiserver.watch;

import java.util.Optional;
import k4j.api.transport.WatchEvent;
import k4j.apiserver.list.Selection;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.EventSource.Event;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.WatchSignal;
import org.jspecify.annotations.Nullable;

/// Decides what a change of the store means to a watcher with selectors: an object that begins to
/// match is ADDED, one that ceases to match is DELETED.
final class Transition {

  private Transition() {}

  static Optional<Event> of(
      WatchSignal.Event<StoredObject> change, Selection selection, ServedResource served) {
    boolean before = matches(change.previous(), selection);
    return switch (change) {
      case WatchSignal.Put<StoredObject>(var entry, var previous) -> {
        boolean now = selection.matches(entry.value());
        if (now) {
          yield event(
              before ? WatchEvent.Type.MODIFIED : WatchEvent.Type.ADDED, entry.value(), served);
        }
        yield before && previous != null
            ? event(WatchEvent.Type.DELETED, previous.value().deletedAt(change.revision()), served)
            : Optional.empty();
      }
      case WatchSignal.Delete<StoredObject>(var previous, long revision) ->
          before
              ? event(WatchEvent.Type.DELETED, previous.value().deletedAt(revision), served)
              : Optional.empty();
    };
  }

  private static boolean matches(@Nullable Entry<StoredObject> entry, Selection selection) {
    return entry != null && selection.matches(entry.value());
  }

  private static Optional<Event> event(
      WatchEvent.Type type, StoredObject object, ServedResource served) {
    return Optional.of(new Event(type, served.payload(object)));
  }
}
