package k4j.client.reconcile;

import java.time.Duration;

/// What a reconciler wants next for its key, when it did not fail.
public sealed interface Outcome {

  Outcome DONE = new Done();

  /// Nothing until something changes.
  record Done() implements Outcome {}

  /// To be called again after a while, even if nothing changes.
  record After(Duration delay) implements Outcome {}

  /// To be called again with the back-off of a failure, though nothing needs to be reported.
  record Retry() implements Outcome {}

  static Outcome after(Duration delay) {
    return new After(delay);
  }
}
