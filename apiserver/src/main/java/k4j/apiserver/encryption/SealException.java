package k4j.apiserver.encryption;

/// Bytes that cannot be opened, in Kubernetes' words.
public final class SealException extends Exception {

  private static final long serialVersionUID = 1L;

  public static final String TOO_SHORT = "the stored data was shorter than the required size";

  public SealException(String message) {
    super(message);
  }

  /// Why; never null.
  public String reason() {
    return String.valueOf(getMessage());
  }
}
