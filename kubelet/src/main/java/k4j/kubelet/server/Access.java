package k4j.kubelet.server;

import java.security.cert.X509Certificate;
import java.util.List;

/// Who may use the kubelet's API.
public interface Access {

  /// @param certificates the client's verified chain, its own first; empty where it sent none
  /// @param bearerToken empty where there is none
  Decision decide(
      List<X509Certificate> certificates, String bearerToken, String method, String path);

  /// What was decided.
  sealed interface Decision {

    /// Go on.
    record Allowed() implements Decision {}

    /// Nobody known: 401.
    record Unknown() implements Decision {}

    /// Known and not allowed: 403.
    record Forbidden(String message) implements Decision {}
  }
}
