package k4j.kubelet.log;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/// Which part of a log is wanted, and how it is shown (`PodLogOptions`).
public record LogOptions(
    boolean follow,
    boolean timestamps,
    OptionalLong tailLines,
    OptionalLong limitBytes,
    Optional<Instant> since) {

  public static final LogOptions ALL =
      new LogOptions(false, false, OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
}
