package k4j.controllers;

import java.time.Duration;

/// What a cluster's owner may choose.
///
/// @param clusterAuthority PEM of the certificates that pods trust the API server by
public record Settings(
    String clusterAuthority,
    Duration nodeMonitorGrace,
    Duration nodeStartupGrace,
    int terminatedPodThreshold) {

  public static Settings of(String clusterAuthority) {
    return new Settings(clusterAuthority, Duration.ofSeconds(50), Duration.ofSeconds(60), 12_500);
  }
}
