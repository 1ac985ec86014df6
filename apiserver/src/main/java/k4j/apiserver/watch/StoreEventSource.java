package k4j.apiserver.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;
import k4j.api.transport.WatchEvent;
import k4j.apiserver.request.EventSource;
import k4j.apiserver.request.Payload;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Watch;
import k4j.store.WatchSignal;

/// The state as it was when the watch began, if that was asked for, then every change of the store
/// that the selectors choose, with bookmarks in between.
final class StoreEventSource implements EventSource {

  private static final Duration BOOKMARK_INTERVAL = Duration.ofMinutes(1);

  private final WatchTerms terms;
  private final Watch<StoredObject> watch;
  private final Iterator<Entry<StoredObject>> initial;
  private final long after;
  private long initialEnd;
  private long told;
  private Instant nextBookmark;
  private boolean over;

  /// @param initialEnd the revision to announce as the end of the initial state; 0 for none
  /// @param after changes up to this revision are not told
  StoreEventSource(
      WatchTerms terms,
      Watch<StoredObject> watch,
      Iterator<Entry<StoredObject>> initial,
      long initialEnd,
      long after) {
    this.terms = terms;
    this.watch = watch;
    this.initial = initial;
    this.initialEnd = initialEnd;
    this.after = after;
    told = after;
    nextBookmark = terms.clock().instant().plus(BOOKMARK_INTERVAL);
  }

  @Override
  public Optional<Event> next() throws InterruptedException {
    return next(true);
  }

  @Override
  public Optional<Event> poll() throws InterruptedException {
    return next(false);
  }

  private Optional<Event> next(boolean patient) throws InterruptedException {
    Optional<Event> first = initialEvent();
    while (first.isEmpty() && !over) {
      Instant now = terms.clock().instant();
      if (!now.isBefore(terms.deadline())) {
        return pause();
      }
      switch (watch.next(patient ? patience(now) : Duration.ZERO)) {
        case WatchSignal.Event<StoredObject> change -> {
          told = change.revision();
          if (told > after) {
            first = Transition.of(change, terms.selection(), terms.served());
          }
        }
        case WatchSignal.Progress<StoredObject>(long revision) -> {
          told = Math.max(told, revision);
          first = pause();
          if (!patient) {
            return first;
          }
        }
        case WatchSignal.Ended<StoredObject> _ -> over = true;
      }
    }
    return first;
  }

  private Optional<Event> initialEvent() {
    while (initial.hasNext()) {
      StoredObject object = initial.next().value();
      if (terms.selection().matches(object)) {
        return Optional.of(new Event(WatchEvent.Type.ADDED, terms.served().payload(object)));
      }
    }
    if (initialEnd > 0) {
      Event end = bookmark(initialEnd, true);
      initialEnd = 0;
      return Optional.of(end);
    }
    return Optional.empty();
  }

  private Duration patience(Instant now) {
    Instant until =
        terms.bookmarks() && nextBookmark.isBefore(terms.deadline())
            ? nextBookmark
            : terms.deadline();
    Duration left = Duration.between(now, until);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /// Nothing came: perhaps it is time for a bookmark, or for the end.
  private Optional<Event> pause() {
    Instant now = terms.clock().instant();
    boolean end = !now.isBefore(terms.deadline());
    over |= end;
    if (terms.bookmarks() && (end || !now.isBefore(nextBookmark))) {
      nextBookmark = now.plus(BOOKMARK_INTERVAL);
      return Optional.of(bookmark(told, false));
    }
    return Optional.empty();
  }

  private Event bookmark(long revision, boolean initialEvents) {
    JsonObject metadata = JsonObject.EMPTY.with("resourceVersion", Long.toString(revision));
    if (initialEvents) {
      metadata =
          metadata.with("annotations", JsonObject.EMPTY.with("k8s.io/initial-events-end", "true"));
    }
    Resource resource = terms.served().resource();
    JsonObject object =
        JsonObject.EMPTY
            .with("kind", resource.kind())
            .with("apiVersion", resource.apiVersion())
            .with("metadata", metadata);
    return new Event(WatchEvent.Type.BOOKMARK, Payload.of(object));
  }

  @Override
  public void close() {
    over = true;
    watch.close();
  }
}
