package k4j.apiserver.webhook;

/// A webhook that could not be called, or whose answer is of no use; the message is in Kubernetes'
/// words.
public final class WebhookCallException extends Exception {

  private final int code;

  /// @param code of the webhook's HTTP answer; 0 where there was none
  public WebhookCallException(String message, int code) {
    super(message);
    this.code = code;
  }

  public WebhookCallException(String message) {
    this(message, 0);
  }

  WebhookCallException(String message, Throwable cause) {
    super(message, cause);
    code = 0;
  }

  public int code() {
    return code;
  }
}
