package k4j.api.cel.interpreter;

/// What came of evaluating an expression, and what it cost.
public sealed interface Evaluation {

  long cost();

  /// The value: a Boolean, Long, Double, String, `k4j.api.cel.value.CelList` and so on.
  record Value(Object value, long cost) implements Evaluation {}

  /// An error in Kubernetes' words.
  record Failure(String message, long cost, boolean costExceeded) implements Evaluation {}

  /// Whether the value is `true`.
  default boolean isTrue() {
    return this instanceof Value(var value, _) && value.equals(true);
  }
}
