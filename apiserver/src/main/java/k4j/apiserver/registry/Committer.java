package k4j.apiserver.registry;

import java.util.Optional;
import k4j.api.meta.StatusException;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.storage.StoredObject;
import k4j.store.CommitResult;
import k4j.store.Entry;
import k4j.store.Store;
import k4j.store.StoreUnavailableException;
import k4j.store.Write;

/// The only way for objects into the store.
public final class Committer {

  private final Store<StoredObject> store;
  private final WriteCounts counts = new WriteCounts();
  private final Encryption encryption;

  public Committer(Store<StoredObject> store, Encryption encryption) {
    this.store = store;
    this.encryption = encryption;
  }

  /// Whether an object lies sealed otherwise than it would be now: a write renews that, even where
  /// it changes nothing else.
  public boolean isStale(Entry<StoredObject> entry) {
    Object seal = entry.value().sealedBy();
    return seal != null && seal != encryption.current(entry.key());
  }

  public Store<StoredObject> store() {
    return store;
  }

  /// As [Reader#version].
  long changes(String prefix) {
    return counts.of(prefix);
  }

  /// What a write left in the store, or removed from it; empty where the key was not as expected.
  ///
  /// @throws StatusException 500 or 503 where nothing can be written
  public Optional<Committed> commit(ServedResource served, Write<StoredObject> write) {
    checkSeal(write);
    try (var _ = counts.begin(served.prefix())) {
      return switch (store.commit(write)) {
        case CommitResult.Committed<StoredObject>(Entry<StoredObject> entry, long revision) ->
            Optional.of(new Committed(entry.value(), revision));
        case CommitResult.Conflict<StoredObject> _ -> Optional.empty();
      };
    } catch (StoreUnavailableException unavailable) {
      throw switch (unavailable.reason()) {
        case CLOSED -> StatusException.unavailable("the server is shutting down");
        case NO_SPACE, FAILED -> StatusException.internal(String.valueOf(unavailable.getMessage()));
      };
    }
  }

  /// What nobody can seal now is not written.
  private void checkSeal(Write<StoredObject> write) {
    String problem = encryption.writeProblem(write.key());
    if (!problem.isEmpty() && !(write instanceof Write.Delete)) {
      throw StatusException.internal(problem);
    }
  }

  /// @param object what was stored, or what was removed
  public record Committed(StoredObject object, long revision) {}
}
