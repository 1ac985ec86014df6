package k4j.apiserver.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Iterator;
import java.util.random.RandomGenerator;
import k4j.api.meta.StatusException;
import k4j.api.transport.WatchEvent;
import k4j.apiserver.list.ListOptions;
import k4j.apiserver.list.Selection;
import k4j.apiserver.list.Snapshots;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.EventSource;
import k4j.apiserver.request.Payload;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Snapshot;
import k4j.store.Store;
import k4j.store.Watch;
import k4j.store.WatchResult;

/// Answers GET with `watch=true`.
public final class Watcher {

  /// The least time after which a server ends a watch by itself (`--min-request-timeout`).
  private static final Duration LEAST_TIMEOUT = Duration.ofMinutes(30);

  private final Store<StoredObject> store;
  private final InstantSource clock;
  private final RandomGenerator random;

  public Watcher(Store<StoredObject> store, InstantSource clock, RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  public Answer watch(Call call, ServedResource served) {
    ListOptions options = ListOptions.of(call.query(), true);
    Selection selection = Selection.of(served, call);
    String prefix = selection.prefix(served, call.info().namespace());
    var terms = new WatchTerms(served, selection, options.bookmarks(), deadline(options), clock);
    EventSource source = served.form().watched(open(options, terms, prefix));
    return new Answer.Events(served.resource(), source);
  }

  private Instant deadline(ListOptions options) {
    long asked = options.timeoutSeconds().orElse(0);
    Duration timeout =
        asked > 0
            ? Duration.ofSeconds(asked)
            : LEAST_TIMEOUT.plusSeconds(random.nextInt((int) LEAST_TIMEOUT.toSeconds()));
    return clock.instant().plus(timeout);
  }

  private EventSource open(ListOptions options, WatchTerms terms, String prefix) {
    long revision = ListOptions.plainRevision(options.resourceVersion());
    boolean initial =
        options.sendInitialEvents() == null
            ? revision == 0 && options.match().isEmpty()
            : options.sendInitialEvents();
    if (!initial) {
      long after = revision == 0 ? store.revision() : revision;
      return follow(terms, prefix, after, Collections.emptyIterator(), false);
    }
    Snapshot<StoredObject> snapshot;
    try {
      snapshot = Snapshots.notOlder(store, revision);
    } catch (StatusException future) {
      return new ErrorEventSource(error(future)); // the watch itself has begun
    }
    return follow(
        terms, prefix, snapshot.revision(), snapshot.entries(prefix, prefix), terms.bookmarks());
  }

  private EventSource follow(
      WatchTerms terms,
      String prefix,
      long after,
      Iterator<Entry<StoredObject>> initial,
      boolean markEnd) {
    return switch (store.watch(prefix, after)) {
      case WatchResult.Started<StoredObject>(Watch<StoredObject> watch) ->
          new StoreEventSource(terms, watch, initial, markEnd ? after : 0, after);
      case WatchResult.Compacted<StoredObject> gone ->
          new ErrorEventSource(tooOld(after, gone.compactRevision()));
      case WatchResult.Future<StoredObject>(long newest) -> future(terms, prefix, newest, after);
    };
  }

  /// A watch from a revision that does not exist yet says nothing until it does.
  private EventSource future(WatchTerms terms, String prefix, long newest, long after) {
    return switch (store.watch(prefix, newest)) {
      case WatchResult.Started<StoredObject>(Watch<StoredObject> watch) ->
          new StoreEventSource(terms, watch, Collections.emptyIterator(), 0, after);
      case WatchResult.Compacted<StoredObject> gone ->
          new ErrorEventSource(tooOld(newest, gone.compactRevision()));
      case WatchResult.Future<StoredObject> _ ->
          throw new IllegalStateException("revisions of the store went back");
    };
  }

  private static EventSource.Event tooOld(long wanted, long oldest) {
    return error(
        StatusException.expired("too old resource version: %d (%d)".formatted(wanted, oldest)));
  }

  private static EventSource.Event error(StatusException failure) {
    return new EventSource.Event(WatchEvent.Type.ERROR, Payload.of(failure.status().json()));
  }
}
