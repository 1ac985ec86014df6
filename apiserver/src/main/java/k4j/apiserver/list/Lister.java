package k4j.apiserver.list;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Payload;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Snapshot;
import k4j.store.SnapshotResult;
import k4j.store.Store;

/// Answers GET on one object and on a collection.
public final class Lister {

  private static final String INCONSISTENT =
      "The provided continue parameter is too old to display a consistent list result. You can"
          + " start a new list without the continue parameter, or use the continue token in this"
          + " response to retrieve the remainder of the results. Continuing with the provided"
          + " token results in an inconsistent list - objects that were created, modified, or"
          + " deleted between the time the first chunk was returned and now may show up in the"
          + " list.";

  private final Store<StoredObject> store;

  public Lister(Store<StoredObject> store) {
    this.store = store;
  }

  public Answer get(Call call, ServedResource served) {
    long revision = ListOptions.plainRevision(call.query().first("resourceVersion"));
    String key = served.key(call.info().namespace(), call.info().name());
    Entry<StoredObject> entry = Snapshots.notOlder(store, revision).get(key);
    if (entry == null) {
      throw StatusException.notFound(served.name(), call.info().name());
    }
    return new Answer.One(200, served.payload(entry.value()), served.resource());
  }

  public Answer list(Call call, ServedResource served) {
    ListOptions options = ListOptions.of(call.query(), false);
    Selection selection = Selection.of(served, call);
    String prefix = selection.prefix(served, call.info().namespace());
    return options.continueToken().isEmpty()
        ? page(served, start(options), selection, prefix, prefix, options.pageSize())
        : following(served, options, selection, prefix);
  }

  private Snapshot<StoredObject> start(ListOptions options) {
    long revision = options.revision();
    boolean exact =
        options.match().equals(ListOptions.EXACT)
            || (options.match().isEmpty() && options.pageSize() > 0 && revision > 0);
    return exact ? Snapshots.exact(store, revision) : Snapshots.notOlder(store, revision);
  }

  private Answer following(
      ServedResource served, ListOptions options, Selection selection, String prefix) {
    ContinueToken token = ContinueToken.parse(options.continueToken());
    if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals("0")) {
      throw StatusException.badRequest(
          "specifying resource version is not allowed when using continue");
    }
    String from = prefix + token.start();
    if (token.revision() == ContinueToken.INCONSISTENT) {
      return page(served, store.snapshot(), selection, prefix, from, options.pageSize());
    }
    return switch (store.snapshot(token.revision())) {
      case SnapshotResult.Found<StoredObject> found ->
          page(served, found.snapshot(), selection, prefix, from, options.pageSize());
      case SnapshotResult.Compacted<StoredObject> _ -> throw inconsistent(token);
      case SnapshotResult.Future<StoredObject> future ->
          throw Snapshots.tooLarge(token.revision(), future.revision());
    };
  }

  private static StatusException inconsistent(ContinueToken token) {
    String next = new ContinueToken(ContinueToken.INCONSISTENT, token.start()).encode();
    return new StatusException(new Status(410, "Expired", INCONSISTENT, Details.NONE, next));
  }

  private static Answer page(
      ServedResource served,
      Snapshot<StoredObject> snapshot,
      Selection selection,
      String prefix,
      String from,
      long limit) {
    var items = new ArrayList<Payload>();
    String last = "";
    Iterator<Entry<StoredObject>> entries = snapshot.entries(prefix, from);
    while (entries.hasNext() && (limit <= 0 || items.size() < limit)) {
      Entry<StoredObject> entry = entries.next();
      requireReadable(entry);
      if (selection.matches(entry.value())) {
        items.add(served.payload(entry.value()));
      }
      last = entry.key();
    }
    JsonObject metadata =
        JsonObject.EMPTY.with("resourceVersion", Long.toString(snapshot.revision()));
    if (entries.hasNext()) {
      metadata = more(metadata, snapshot, selection, prefix, last);
    }
    return new Answer.Many(served.resource(), metadata, List.copyOf(items));
  }

  private static void requireReadable(Entry<StoredObject> entry) {
    String problem = entry.value().problem();
    if (!problem.isEmpty()) {
      throw StatusException.internal(
          "unable to transform key \"/registry/" + entry.key() + "\": " + problem);
    }
  }

  /// Tells how the list goes on; how much is left is known only where nothing is selected.
  private static JsonObject more(
      JsonObject metadata,
      Snapshot<StoredObject> snapshot,
      Selection selection,
      String prefix,
      String last) {
    String next = last + '\0';
    var token = new ContinueToken(snapshot.revision(), next.substring(prefix.length()));
    JsonObject out = metadata.with("continue", token.encode());
    return selection.isEverything()
        ? out.with("remainingItemCount", snapshot.count(prefix, next))
        : out;
  }
}
