package k4j.kubelet.worker;

import java.time.Duration;
import k4j.kubelet.status.Waiting;

/// A container could not be started: what its status says, and when to try again.
final class StartFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Waiting waiting;
  private final Duration retry;

  /// @param retry zero where the usual time after a failure will do
  StartFailure(String reason, String message, Duration retry) {
    super(message);
    waiting = new Waiting(reason, message);
    this.retry = retry;
  }

  Waiting waiting() {
    return waiting;
  }

  Duration retry() {
    return retry;
  }
}
