package k4j.api.cel.interpreter;

/// The expression costs more than it may; unlike an error of the language, nothing swallows it.
final class CostLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CostLimitException() {
    super("operation cancelled: actual cost limit exceeded", null, false, false);
  }
}
