package k4j.apiserver.audit;

import java.util.List;
import k4j.api.json.JsonObject;

/// Several places for the same events.
public record AuditBackends(List<AuditBackend> members) implements AuditBackend {

  public AuditBackends {
    members = List.copyOf(members);
  }

  @Override
  public boolean take(List<JsonObject> events) {
    boolean stored = true;
    for (AuditBackend member : members) {
      stored &= member.take(events);
    }
    return stored;
  }

  /// The same, but no request fails where it does not store (mode `blocking`).
  public static AuditBackend lenient(AuditBackend strict) {
    return new AuditBackend() {
      @Override
      public boolean take(List<JsonObject> events) {
        strict.take(events);
        return true;
      }

      @Override
      public void close() {
        strict.close();
      }
    };
  }

  @Override
  public void close() {
    members.forEach(AuditBackend::close);
  }
}
