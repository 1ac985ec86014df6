package k4j.apiserver;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import k4j.api.feature.FeatureGates;
import k4j.apiserver.audit.AuditBackend;
import k4j.apiserver.audit.AuditPolicy;
import k4j.apiserver.health.HealthCheck;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.tunnel.NodeConnector;

/// How a server behaves where kube-apiserver has a flag for it.
///
/// @param requests how many requests may run at once: `--max-requests-inflight` and
///   `--max-mutating-requests-inflight` together
/// @param audit what is noted of requests, and where
/// @param features which are on
/// @param checks what must be well besides the server itself
/// @param connector opens connections to extension API servers
public record ApiServerOptions(
    int requests,
    Optional<Audit> audit,
    FeatureGates features,
    Function<Reader, List<HealthCheck>> checks,
    NodeConnector connector) {

  public static final ApiServerOptions DEFAULT =
      new ApiServerOptions(
          600,
          Optional.empty(),
          FeatureGates.DEFAULT,
          _ -> List.of(),
          _ -> {
            throw new IOException("there is no way to other servers");
          });

  /// @param backend its owner's to close
  public record Audit(AuditPolicy policy, AuditBackend backend) {}

  public ApiServerOptions withRequests(int other) {
    return new ApiServerOptions(other, audit, features, checks, connector);
  }

  public ApiServerOptions withAudit(Optional<Audit> other) {
    return new ApiServerOptions(requests, other, features, checks, connector);
  }

  public ApiServerOptions withAudit(AuditPolicy policy, AuditBackend backend) {
    return new ApiServerOptions(
        requests, Optional.of(new Audit(policy, backend)), features, checks, connector);
  }

  public ApiServerOptions withFeatures(FeatureGates other) {
    return new ApiServerOptions(requests, audit, other, checks, connector);
  }

  public ApiServerOptions withChecks(Function<Reader, List<HealthCheck>> other) {
    return new ApiServerOptions(requests, audit, features, other, connector);
  }

  public ApiServerOptions withConnector(NodeConnector other) {
    return new ApiServerOptions(requests, audit, features, checks, other);
  }
}
