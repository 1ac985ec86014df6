package k4j.kubelet.volume;

import k4j.api.json.JsonObject;

/// Service-account tokens that are bound to pods.
public interface TokenSource {

  /// A token that lasts a while yet.
  ///
  /// @param audience empty for the API server's
  /// @throws k4j.api.meta.StatusException where the API refuses
  String token(JsonObject pod, String audience, long expirationSeconds);
}
