package k4j.apiserver.audit;

/// When in the life of a request an event is noted.
public enum AuditStage {
  REQUEST_RECEIVED("RequestReceived"),
  /// Only of requests that last as long as the client likes.
  RESPONSE_STARTED("ResponseStarted"),
  RESPONSE_COMPLETE("ResponseComplete"),
  PANIC("Panic");

  private final String text;

  AuditStage(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }
}
