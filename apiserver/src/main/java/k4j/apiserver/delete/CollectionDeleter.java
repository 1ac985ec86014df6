package k4j.apiserver.delete;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.apiserver.list.ListOptions;
import k4j.apiserver.list.Selection;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.RequestInfo;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Snapshot;
import org.jspecify.annotations.Nullable;

/// Answers DELETE on a collection: every object that the selectors choose, several at once.
public final class CollectionDeleter {

  private static final int WORKERS = 16;

  private final Committer committer;
  private final Deleter deleter;

  public CollectionDeleter(Committer committer, Deleter deleter) {
    this.committer = committer;
    this.deleter = deleter;
  }

  public Answer delete(Call call, ServedResource served) {
    DeleteOptions options = DeleteOptions.of(call);
    Deleter.warn(call, served, options);
    ListOptions list = ListOptions.of(call.query(), false);
    Selection selection = Selection.of(served, call);
    Snapshot<StoredObject> snapshot = committer.store().snapshot();
    String prefix = selection.prefix(served, call.info().namespace());
    var items = new ArrayList<StoredObject>();
    Iterator<Entry<StoredObject>> entries = snapshot.entries(prefix, prefix);
    while (entries.hasNext() && (list.limit() <= 0 || items.size() < list.limit())) {
      StoredObject object = entries.next().value();
      if (selection.matches(object)) {
        items.add(object);
      }
    }
    deleteAll(call, served, items, options);
    JsonObject metadata =
        JsonObject.EMPTY.with("resourceVersion", Long.toString(snapshot.revision()));
    return new Answer.Many(
        served.resource(), metadata, items.stream().map(served::payload).toList());
  }

  /// Several at once, so that the store makes them durable together. The first failure is told.
  private void deleteAll(
      Call call, ServedResource served, List<StoredObject> objects, DeleteOptions options) {
    if (objects.size() == 1) {
      delete(call, served, objects.getFirst(), options);
      return;
    }
    var left = new ConcurrentLinkedQueue<StoredObject>(objects);
    var failure = new AtomicReference<@Nullable StatusException>();
    int workers = Math.min(WORKERS, objects.size());
    try (var executor =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delete-", 0).factory())) {
      for (int i = 0; i < workers; i++) {
        executor.execute(() -> work(call, served, left, failure, options));
      }
    }
    StatusException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private void work(
      Call call,
      ServedResource served,
      Queue<StoredObject> left,
      AtomicReference<@Nullable StatusException> failure,
      DeleteOptions options) {
    try {
      for (StoredObject next = left.poll();
          next != null && failure.get() == null;
          next = left.poll()) {
        delete(call, served, next, options);
      }
    } catch (StatusException failed) {
      failure.compareAndSet(null, failed);
    } catch (RuntimeException | Error defect) {
      failure.compareAndSet(null, StatusException.internal(String.valueOf(defect.getMessage())));
      throw defect;
    }
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
