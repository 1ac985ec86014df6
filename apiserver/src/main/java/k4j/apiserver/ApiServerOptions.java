package k4j.apiserver;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import k4j.api.feature.FeatureGates;
import k4j.apiserver.audit.AuditBackend;
import k4j.apiserver.audit.AuditPolicy;
import k4j.apiserver.health.HealthCheck;
import k4j.apiserver.registry.Reader;

/// How a server behaves where kube-apiserver has a flag for it.
///
/// @param requests how many requests may run at once: `--max-requests-inflight` and
///   `--max-mutating-requests-inflight` together
/// @param audit what is noted of requests, and where
/// @param features which are on
/// @param checks what must be well besides the server itself
public record ApiServerOptions(
    int requests,
    Optional<Audit> audit,
    FeatureGates features,
    Function<Reader, List<HealthCheck>> checks) {

  public static final ApiServerOptions DEFAULT =
      new ApiServerOptions(600, Optional.empty(), FeatureGates.DEFAULT, _ -> List.of());

  /// @param backend its owner's to close
  public record Audit(AuditPolicy policy, AuditBackend backend) {}

  public ApiServerOptions withRequests(int other) {
    return new ApiServerOptions(other, audit, features, checks);
  }

  public ApiServerOptions withAudit(Optional<Audit> other) {
    return new ApiServerOptions(requests, other, features, checks);
  }

  public ApiServerOptions withAudit(AuditPolicy policy, AuditBackend backend) {
    return new ApiServerOptions(
        requests, Optional.of(new Audit(policy, backend)), features, checks);
  }

  public ApiServerOptions withFeatures(FeatureGates other) {
    return new ApiServerOptions(requests, audit, other, checks);
  }

  public ApiServerOptions withChecks(Function<Reader, List<HealthCheck>> other) {
    return new ApiServerOptions(requests, audit, features, other);
  }
}
