package k4j.cri;

/// The one failure of a CRI call: a code as gRPC has it, and the text that the kubelet shows.
public final class CriException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// The gRPC codes that a runtime answers with.
  public enum Code {
    INVALID_ARGUMENT,
    DEADLINE_EXCEEDED,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    RESOURCE_EXHAUSTED,
    FAILED_PRECONDITION,
    UNIMPLEMENTED,
    INTERNAL,
    UNAVAILABLE,
    UNAUTHENTICATED,
    UNKNOWN
  }

  private final Code code;

  public CriException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public CriException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }

  public static CriException notFound(String message) {
    return new CriException(Code.NOT_FOUND, message);
  }

  public static CriException invalid(String message) {
    return new CriException(Code.INVALID_ARGUMENT, message);
  }

  public static CriException internal(String message) {
    return new CriException(Code.INTERNAL, message);
  }

  public static CriException internal(String message, Throwable cause) {
    return new CriException(Code.INTERNAL, message, cause);
  }

  public static CriException precondition(String message) {
    return new CriException(Code.FAILED_PRECONDITION, message);
  }

  public static CriException unavailable(String message) {
    return new CriException(Code.UNAVAILABLE, message);
  }
}
