package k4j.apiserver.negotiation;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;
import k4j.apiserver.request.Payload;

/// Shows objects as rows, the way `kubectl get` prints them.
@FunctionalInterface
public interface TableMaker {

  /// A `Table` of `meta.k8s.io`.
  ///
  /// @param metadata the list's own
  /// @param version of the group `meta.k8s.io`
  /// @param includeObject what each row carries: `Metadata`, `Object` or `None`
  JsonObject table(
      Resource resource,
      JsonObject metadata,
      List<? extends Payload> items,
      String version,
      String includeObject);
}
