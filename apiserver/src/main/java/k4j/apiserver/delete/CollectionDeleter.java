package k4j.apiserver.delete;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.list.ListOptions;
import k4j.apiserver.list.Selection;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Payload;
import k4j.apiserver.request.RequestInfo;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Snapshot;

/// Answers DELETE on a collection: every object that the selectors choose, one after the other.
public final class CollectionDeleter {

  private final Committer committer;
  private final Deleter deleter;

  public CollectionDeleter(Committer committer, Deleter deleter) {
    this.committer = committer;
    this.deleter = deleter;
  }

  public Answer delete(Call call, ServedResource served) {
    DeleteOptions options = DeleteOptions.of(call);
    ListOptions list = ListOptions.of(call.query(), false);
    Selection selection = Selection.of(served, call.query());
    Snapshot<StoredObject> snapshot = committer.store().snapshot();
    String prefix = selection.prefix(served, call.info().namespace());
    var items = new ArrayList<Payload>();
    Iterator<Entry<StoredObject>> entries = snapshot.entries(prefix, prefix);
    while (entries.hasNext() && (list.limit() <= 0 || items.size() < list.limit())) {
      StoredObject object = entries.next().value();
      if (selection.matches(object)) {
        items.add(served.payload(object));
        delete(call, served, object, options);
      }
    }
    JsonObject metadata =
        JsonObject.EMPTY.with("resourceVersion", Long.toString(snapshot.revision()));
    return new Answer.Many(served.resource(), metadata, List.copyOf(items));
  }

  private void delete(
      Call call, ServedResource served, StoredObject object, DeleteOptions options) {
    JsonObject metadata = object.tree().object("metadata");
    RequestInfo info = call.info().of(metadata.string("namespace"), metadata.string("name"));
    try {
      deleter.delete(call.withInfo(info), served, metadata.string("name"), options);
    } catch (StatusException failed) {
      if (!failed.isNotFound()) {
        throw failed;
      }
    }
  }
}
