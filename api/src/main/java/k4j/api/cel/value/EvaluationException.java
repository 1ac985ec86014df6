package k4j.api.cel.value;

/// An expression that has no value, in the words of Kubernetes: `no such key: x`. It is the
/// language's own error (`a || b` may swallow it), so it is cheap: it has no stack trace.
public final class EvaluationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public EvaluationException(String message) {
    super(message, null, false, false);
  }

  public static EvaluationException noSuchOverload() {
    return new EvaluationException("no such overload");
  }

  /// The message; there always is one.
  public String text() {
    return String.valueOf(getMessage());
  }
}
