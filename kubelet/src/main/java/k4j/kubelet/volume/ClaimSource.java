package k4j.kubelet.volume;

import k4j.api.json.JsonObject;

/// Claims and persistent volumes that pods of this node use, as the API server has them.
public interface ClaimSource {

  /// @throws k4j.api.meta.StatusException where there is none
  JsonObject claim(String namespace, String name);

  /// @throws k4j.api.meta.StatusException where there is none
  JsonObject volume(String name);

  /// The labels of this node.
  JsonObject nodeLabels();
}
