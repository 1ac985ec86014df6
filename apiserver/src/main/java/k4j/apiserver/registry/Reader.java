package k4j.apiserver.registry;

import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;

/// Reads the newest state inside the API server, without the checks of a request: for authorizers
/// and admission.
public interface Reader {

  /// @param namespace empty for what belongs to the whole cluster
  Optional<JsonObject> get(ResourceName resource, String namespace, String name);

  /// @param namespace empty for all namespaces
  List<JsonObject> list(ResourceName resource, String namespace);

  /// A number that is another one whenever an object of the resource has changed since: what is
  /// computed from `list` may be kept as long as it stays the same. Negative, and never the same
  /// again, while something is being written; -1 where a reader cannot tell.
  default long version(ResourceName resource) {
    return -1;
  }

  default Versions versions() {
    return Versions.ONE;
  }
}
