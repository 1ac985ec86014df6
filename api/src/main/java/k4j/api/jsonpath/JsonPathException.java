package k4j.api.jsonpath;

/// A JSONPath that cannot be read, or cannot be applied.
public final class JsonPathException extends RuntimeException {

  public JsonPathException(String message) {
    super(message, null, false, false);
  }
}
