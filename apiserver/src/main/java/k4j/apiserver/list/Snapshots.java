package k4j.apiserver.list;

import java.util.List;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Snapshot;
import k4j.store.SnapshotResult;
import k4j.store.Store;

/// Finds the state that a read asks for by its resource version.
public final class Snapshots {

  private static final String EXPIRED = "The resourceVersion for the provided list is too old.";

  private Snapshots() {}

  /// The newest state, which must not be older than the revision.
  public static Snapshot<StoredObject> notOlder(Store<StoredObject> store, long revision) {
    Snapshot<StoredObject> newest = store.snapshot();
    if (revision > newest.revision()) {
      throw tooLarge(revision, newest.revision());
    }
    return newest;
  }

  /// The state at that very revision.
  static Snapshot<StoredObject> exact(Store<StoredObject> store, long revision) {
    return switch (store.snapshot(revision)) {
      case SnapshotResult.Found<StoredObject> found -> found.snapshot();
      case SnapshotResult.Compacted<StoredObject> _ -> throw StatusException.expired(EXPIRED);
      case SnapshotResult.Future<StoredObject> future ->
          throw tooLarge(revision, future.revision());
    };
  }

  static StatusException tooLarge(long wanted, long newest) {
    var details =
        Details.NONE
            .withCauses(
                List.of(new Cause("ResourceVersionTooLarge", "Too large resource version", "")))
            .withRetryAfterSeconds(1);
    String message =
        "Timeout: Too large resource version: %d, current: %d".formatted(wanted, newest);
    return new StatusException(new Status(504, "Timeout", message, details));
  }
}
