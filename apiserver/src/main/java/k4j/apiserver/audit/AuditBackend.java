package k4j.apiserver.audit;

import k4j.api.json.JsonObject;

/// Where audit events go.
public interface AuditBackend extends AutoCloseable {

  /// @param event kind `Event` of `audit.k8s.io/v1`
  void take(JsonObject event);

  @Override
  void close();
}
