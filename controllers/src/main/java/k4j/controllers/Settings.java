package k4j.controllers;

import java.time.Duration;
import k4j.controllers.certificates.SigningAuthority;
import k4j.controllers.nodeipam.PodRanges;
import k4j.controllers.serviceaccounttoken.SecretTokens;
import org.jspecify.annotations.Nullable;

/// What a cluster's owner may choose.
///
/// @param clusterAuthority PEM of the certificates that pods trust the API server by
/// @param authority signs certificates; null where that is somebody else's work
/// @param tokens signs tokens that live in secrets; null likewise
public record Settings(
    String clusterAuthority,
    Duration nodeMonitorGrace,
    Duration nodeStartupGrace,
    int terminatedPodThreshold,
    PodRanges podRanges,
    @Nullable SigningAuthority authority,
    @Nullable SecretTokens tokens) {

  public static Settings of(String clusterAuthority) {
    return new Settings(
        clusterAuthority,
        Duration.ofSeconds(50),
        Duration.ofSeconds(60),
        12_500,
        PodRanges.NONE,
        null,
        null);
  }

  /// With the keys of the cluster.
  public Settings withKeys(SigningAuthority signs, SecretTokens gives) {
    return new Settings(
        clusterAuthority,
        nodeMonitorGrace,
        nodeStartupGrace,
        terminatedPodThreshold,
        podRanges,
        signs,
        gives);
  }

  /// With addresses for the pods of nodes that have none.
  public Settings withPodRanges(PodRanges given) {
    return new Settings(
        clusterAuthority,
        nodeMonitorGrace,
        nodeStartupGrace,
        terminatedPodThreshold,
        given,
        authority,
        tokens);
  }
}
