package k4j.apiserver.extension;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.apiserver.delete.InstanceRemoval;
import k4j.apiserver.extension.definition.DefinitionConditions;
import k4j.apiserver.extension.definition.DefinitionConditions.Condition;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.write.Metadata;
import k4j.store.Entry;
import k4j.store.Watch;
import k4j.store.WatchResult;
import k4j.store.WatchSignal;
import k4j.store.Write;
import org.jspecify.annotations.Nullable;

/// Removes all objects of a definition that is being deleted, then the definition itself
/// (apiextensions-apiserver, `controller/finalizer`).
final class Cleanup implements AutoCloseable {

  /// How long objects may take to go before the definition says that they do not.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final String LATE =
      "could not confirm zero CustomResources remaining: timed out waiting for the condition";

  private final Committer committer;
  private final InstantSource clock;
  private final Supplier<ServedResource> definitions;
  private final Runnable refresh;
  private final Map<String, Thread> underway = new ConcurrentHashMap<>();

  /// @param refresh called when a definition has changed
  Cleanup(
      Committer committer,
      InstantSource clock,
      Supplier<ServedResource> definitions,
      Runnable refresh) {
    this.committer = committer;
    this.clock = clock;
    this.definitions = definitions;
    this.refresh = refresh;
  }

  /// Begins in the background, if that has not begun yet.
  void begin(Definition definition) {
    String uid = definition.stored().tree().object("metadata").string("uid");
    underway.computeIfAbsent(
        uid, _ -> Thread.ofVirtual().name("crd-finalizer").start(() -> run(definition, uid)));
  }

  private void run(Definition definition, String uid) {
    try {
      amend(
          definition,
          uid,
          progress("True", "InstanceDeletionInProgress", "CustomResource deletion is in progress"),
          false);
      if (definition.established()) {
        remove(definition, uid);
        amend(
            definition,
            uid,
            progress("False", "InstanceDeletionCompleted", "removed all instances"),
            true);
      } else {
        amend(
            definition,
            uid,
            progress("False", "NeverEstablished", "resource was never established"),
            true);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      underway.remove(uid);
    }
  }

  private static Condition progress(String status, String reason, String message) {
    return new Condition(DefinitionConditions.TERMINATING, status, reason, message);
  }

  /// Deletes all objects and waits until the last is gone.
  private void remove(Definition definition, String uid) throws InterruptedException {
    Optional<CustomVersion> version = definition.kind().stored();
    if (version.isEmpty()) {
      return;
    }
    ServedResource served = version.get().served();
    String prefix = served.prefix();
    long revision = committer.store().revision();
    try (Watch<StoredObject> watch = watch(prefix, revision)) {
      for (Entry<StoredObject> entry : entries(prefix)) {
        InstanceRemoval.remove(committer, served, entry, clock.instant());
      }
      Instant late = clock.instant().plus(PATIENCE);
      boolean told = false;
      while (watch != null && !entries(prefix).isEmpty()) {
        if (watch.next(PATIENCE) instanceof WatchSignal.Ended<StoredObject>) {
          throw new InterruptedException("the store ended the watch");
        }
        if (!told && !clock.instant().isBefore(late) && !entries(prefix).isEmpty()) {
          amend(definition, uid, progress("True", "InstanceDeletionCheck", LATE), false);
          told = true;
        }
      }
    }
  }

  private @Nullable Watch<StoredObject> watch(String prefix, long after) {
    return committer.store().watch(prefix, after)
            instanceof WatchResult.Started<StoredObject> started
        ? started.watch()
        : null;
  }

  private List<Entry<StoredObject>> entries(String prefix) {
    var result = new ArrayList<Entry<StoredObject>>();
    Iterator<Entry<StoredObject>> all = committer.store().snapshot().entries(prefix, prefix);
    all.forEachRemaining(result::add);
    return result;
  }

  /// Writes the condition, and at the end lets the definition go.
  private void amend(Definition definition, String uid, Condition condition, boolean last) {
    ServedResource served = definitions.get();
    String key = served.key("", definition.name());
    boolean done = false;
    while (!done) {
      Entry<StoredObject> entry = committer.store().snapshot().get(key);
      if (entry == null || !entry.value().tree().object("metadata").string("uid").equals(uid)) {
        break;
      }
      JsonObject object =
          DefinitionConditions.set(entry.value().tree(), condition, clock.instant());
      done = committer.commit(served, write(served, entry, object, last)).isPresent();
    }
    refresh.run();
  }

  private static Write<StoredObject> write(
      ServedResource served, Entry<StoredObject> entry, JsonObject object, boolean last) {
    if (!last) {
      return Write.replace(entry.key(), served.stored(object), entry.modRevision());
    }
    List<String> finalizers = new ArrayList<>(Metadata.finalizers(object));
    finalizers.remove(DefinitionConditions.CLEANUP);
    return finalizers.isEmpty()
        ? Write.delete(entry.key(), entry.modRevision())
        : Write.replace(
            entry.key(),
            served.stored(Metadata.withFinalizers(object, finalizers)),
            entry.modRevision());
  }

  @Override
  public void close() {
    underway.values().forEach(Thread::interrupt);
  }
}
