package k4j.kubelet.reference;

import k4j.api.json.JsonObject;

/// The ConfigMaps and Secrets that pods of this node refer to.
public interface ConfigSource {

  /// @throws k4j.api.meta.StatusException where there is none
  JsonObject configMap(String namespace, String name);

  /// @throws k4j.api.meta.StatusException where there is none
  JsonObject secret(String namespace, String name);
}
