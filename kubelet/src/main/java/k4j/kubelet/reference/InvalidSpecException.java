package k4j.kubelet.reference;

/// A container cannot be made as its pod describes it: `CreateContainerConfigError`. The message is
/// what users see.
public final class InvalidSpecException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public InvalidSpecException(String message) {
    super(message, null, false, false);
  }
}
