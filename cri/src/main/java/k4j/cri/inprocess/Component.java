package k4j.cri.inprocess;

import java.time.Duration;
import java.time.Instant;

/// A part of this process that shows as a container. It is found by the name of the container.
public interface Component {
  /// Begins to run, or joins what runs already; answers since when. Throws when it cannot start.
  Instant start(Exit exit);

  /// Ends it; returns when it has ended or the time is over. It need not call {@link Exit}.
  void stop(Duration timeout);

  /// Whom a component tells that it has ended by itself.
  @FunctionalInterface
  interface Exit {
    void ended(int exitCode, String message);
  }
}
