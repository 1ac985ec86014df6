package k4j.command;

/// What a person hears when a command cannot do its work: one sentence, and what to do next.
public final class CommandFailure extends RuntimeException {

  private final int exitCode;

  public CommandFailure(String sentence) {
    this(sentence, 1);
  }

  public CommandFailure(String sentence, int exitCode) {
    super(sentence, null, false, false);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
