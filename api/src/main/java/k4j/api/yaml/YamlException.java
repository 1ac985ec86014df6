package k4j.api.yaml;

/// Text that is not YAML, or not YAML that JSON can say.
public final class YamlException extends RuntimeException {

  YamlException(String message) {
    super(message, null, false, false);
  }

  /// Never null here.
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
