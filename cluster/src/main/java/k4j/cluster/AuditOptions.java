package k4j.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import k4j.api.feature.FeatureGates;
import k4j.apiserver.ApiServerOptions;
import k4j.apiserver.audit.AuditLog;
import k4j.apiserver.audit.AuditLog.Rotation;
import k4j.apiserver.audit.AuditPolicy;
import k4j.apiserver.health.StartHooks;

/// Makes the audit log of the flags, where they ask for one.
final class AuditOptions {

  private AuditOptions() {}

  static ApiServerOptions of(ServerFlags flags, InstantSource clock, Parts parts) {
    FeatureGates gates = FeatureGates.parse(flags.get(ServerFlags.FEATURE_GATES));
    return audited(flags, clock, parts).withFeatures(gates).withChecks(StartHooks.ofCluster());
  }

  private static ApiServerOptions audited(ServerFlags flags, InstantSource clock, Parts parts) {
    String policy = flags.get(ServerFlags.AUDIT_POLICY);
    String log = flags.get(ServerFlags.AUDIT_LOG);
    if (policy.isEmpty() || log.isEmpty()) {
      return ApiServerOptions.DEFAULT;
    }
    var rotation =
        new Rotation(
            flags.number(ServerFlags.AUDIT_SIZE),
            flags.number(ServerFlags.AUDIT_BACKUPS),
            flags.number(ServerFlags.AUDIT_AGE));
    AuditPolicy rules = policy(Path.of(policy));
    return ApiServerOptions.DEFAULT.withAudit(
        rules, parts.add(new AuditLog(Path.of(log), rotation, clock)));
  }

  private static AuditPolicy policy(Path file) {
    try {
      return AuditPolicy.parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new ClusterFailure(
          "failed to read file path \"%s\": %s".formatted(file, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new ClusterFailure(
          "loading audit policy file: %s: from file %s".formatted(e.getMessage(), file), e);
    }
  }
}
