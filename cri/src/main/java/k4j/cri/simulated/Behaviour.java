package k4j.cri.simulated;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a simulated container does.
///
/// @param startTime how long it takes to start
/// @param runTime after which it ends by itself; empty for one that runs until it is stopped
/// @param exitCodes of its runs, the first of its first; the last is that of all further ones
/// @param readyAfter how long after its start its probes begin to succeed
/// @param readyFor how long they then succeed; empty for ever
/// @param stopTime how long it takes to end when it is asked to
/// @param startError why it cannot be started; empty where it can
/// @param pullError why its image cannot be pulled; empty where it can
/// @param milliCores the CPU that it uses while it runs
/// @param memoryBytes the memory that it uses while it runs
/// @param log the lines that it writes when it starts
public record Behaviour(
    Duration startTime,
    Optional<Duration> runTime,
    List<Integer> exitCodes,
    Duration readyAfter,
    Optional<Duration> readyFor,
    Duration stopTime,
    String startError,
    String pullError,
    long milliCores,
    long memoryBytes,
    List<String> log) {

  /// Starts at once, is ready at once, and runs until it is stopped.
  public static final Behaviour SERVES =
      new Behaviour(
          Duration.ZERO,
          Optional.empty(),
          List.of(0),
          Duration.ZERO,
          Optional.empty(),
          Duration.ZERO,
          "",
          "",
          1,
          1 << 20,
          List.of());

  public Behaviour {
    exitCodes = List.copyOf(exitCodes);
    log = List.copyOf(log);
  }

  /// Runs that long and succeeds.
  public Behaviour withRunTime(Duration time) {
    return new Behaviour(
        startTime,
        Optional.of(time),
        exitCodes,
        readyAfter,
        readyFor,
        stopTime,
        startError,
        pullError,
        milliCores,
        memoryBytes,
        log);
  }

  /// The exit code of a run.
  ///
  /// @param attempt 0 for the first run
  int exitCode(int attempt) {
    return exitCodes.get(Math.min(attempt, exitCodes.size() - 1));
  }
}
