package k4j.api.json;

/// Bytes that are not JSON, and where.
public final class JsonException extends RuntimeException {

  private final int offset;

  public JsonException(String message, int offset) {
    super(message);
    this.offset = offset;
  }

  /// The byte at which reading stopped.
  public int offset() {
    return offset;
  }

  /// Never null here.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
