package k4j.apiserver.audit;

import java.util.List;
import k4j.api.json.JsonObject;

/// Where audit events go.
public interface AuditBackend extends AutoCloseable {

  /// Whether they were stored, or need not be.
  ///
  /// @param events of kind `Event` of `audit.k8s.io/v1`, in order
  boolean take(List<JsonObject> events);

  @Override
  void close();
}
