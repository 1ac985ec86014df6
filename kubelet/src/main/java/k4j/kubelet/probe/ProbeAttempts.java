package k4j.kubelet.probe;

import k4j.api.json.JsonObject;

/// How a probe is made.
public interface ProbeAttempts {

  /// Makes one attempt.
  ///
  /// @param probe of the container
  /// @param podIp where the pod is reached
  ProbeOutcome run(JsonObject probe, JsonObject container, String containerId, String podIp);
}
