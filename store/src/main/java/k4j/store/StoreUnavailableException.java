package k4j.store;

import org.jspecify.annotations.Nullable;

/// A write that was not made durable; reads go on.
public final class StoreUnavailableException extends RuntimeException {

  private final Reason reason;

  public StoreUnavailableException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /// What keeps the store from writing.
  public enum Reason {
    /// The store is closed.
    CLOSED,
    /// The disk has no room: nothing was written, and later writes are tried anew.
    NO_SPACE,
    /// Writing failed in a way that leaves open what the disk holds: whether this write is there
    /// will be known after a restart, and until then no other is accepted.
    FAILED
  }
}
