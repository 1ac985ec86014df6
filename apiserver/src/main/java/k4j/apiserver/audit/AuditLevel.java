package k4j.apiserver.audit;

/// How much of a request is noted, from nothing to everything.
public enum AuditLevel {
  NONE("None"),
  METADATA("Metadata"),
  REQUEST("Request"),
  REQUEST_RESPONSE("RequestResponse");

  private final String text;

  AuditLevel(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  boolean shows(AuditLevel other) {
    return compareTo(other) >= 0;
  }
}
