package k4j.apiserver.delete;

import java.time.Instant;
import java.util.Optional;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Write;
import org.jspecify.annotations.Nullable;

/// Deletes an object on the server's own account, past admission; its finalizers hold it as ever.
public final class InstanceRemoval {

  private InstanceRemoval() {}

  public static void remove(
      Committer committer, ServedResource served, Entry<StoredObject> first, Instant now) {
    Entry<StoredObject> entry = first;
    while (entry != null && !attempt(committer, served, entry, now)) {
      entry = current(committer, first.key());
    }
  }

  private static @Nullable Entry<StoredObject> current(Committer committer, String key) {
    return committer.store().snapshot().get(key);
  }

  private static boolean attempt(
      Committer committer, ServedResource served, Entry<StoredObject> entry, Instant now) {
    DeletePlan.Step step =
        DeletePlan.of(
            served.served(entry.value()), DeleteOptions.BACKGROUND, served.strategy(), now);
    return switch (step) {
      case DeletePlan.Step.Wait _ -> true;
      case DeletePlan.Step.Remove _ -> removed(committer, served, entry);
      case DeletePlan.Step.Mark(var object, boolean thenRemove) ->
          thenRemove
              ? removed(committer, served, entry)
              : written(
                  committer.commit(
                      served,
                      Write.replace(entry.key(), served.stored(object), entry.modRevision())));
    };
  }

  private static boolean removed(
      Committer committer, ServedResource served, Entry<StoredObject> entry) {
    return written(committer.commit(served, Write.delete(entry.key(), entry.modRevision())));
  }

  private static boolean written(Optional<Committer.Committed> done) {
    return done.isPresent();
  }
}
