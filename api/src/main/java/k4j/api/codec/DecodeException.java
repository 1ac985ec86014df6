package k4j.api.codec;

/// A value that does not have its field's type, in the words of Go's decoder.
public final class DecodeException extends RuntimeException {

  public DecodeException(String message) {
    super(message, null, false, false);
  }

  /// Never null here.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
