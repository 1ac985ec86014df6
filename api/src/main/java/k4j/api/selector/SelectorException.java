package k4j.api.selector;

/// A text or object that is no selector, in the words of Kubernetes.
public final class SelectorException extends RuntimeException {

  SelectorException(String message) {
    super(message, null, false, false);
  }

  /// Never null here.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
