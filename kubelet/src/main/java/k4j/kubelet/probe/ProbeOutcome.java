package k4j.kubelet.probe;

/// What one attempt found. The texts are those of events.
public sealed interface ProbeOutcome {

  /// It went well.
  record Success() implements ProbeOutcome {}

  /// It went well, with something to report.
  record Warning(String output) implements ProbeOutcome {}

  /// The container did not pass.
  record Failure(String output) implements ProbeOutcome {}

  /// It could not be asked.
  record Problem(String error) implements ProbeOutcome {}
}
