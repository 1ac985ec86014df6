package k4j.cluster.control;

/// Why the running cluster did not do what a command asked; the message is a sentence for the user.
public final class ControlFailure extends RuntimeException {
  public ControlFailure(String sentence) {
    super(sentence, null, false, false);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
