package k4j.api.quantity;

/// A text that is no quantity, in the words of Kubernetes.
public final class QuantityException extends RuntimeException {

  QuantityException(String message) {
    super(message, null, false, false);
  }

  /// Never null here.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
