package k4j.apiserver.metrics;

import java.time.Duration;
import java.time.Instant;

/// Who was let in, and how long it took to find out (apiserver, `endpoints/filters/metrics.go`).
public final class AccessMetrics implements MetricSource {

  private static final double[] SECONDS = Histograms.doubling(0.001, 15);
  private static final double[] LIFETIMES = {
    0,
    1800,
    3600,
    7200,
    21_600,
    43_200,
    86_400,
    172_800,
    345_600,
    604_800,
    2_592_000,
    7_776_000,
    15_552_000,
    31_104_000
  };

  private final Counters users =
      new Counters(
          "authenticated_user_requests",
          "[ALPHA] Counter of authenticated requests broken out by username.",
          "username");
  private final Counters authentications =
      new Counters(
          "authentication_attempts", "[ALPHA] Counter of authenticated attempts.", "result");
  private final Histograms authenticationTimes =
      new Histograms(
          "authentication_duration_seconds",
          "[ALPHA] Authentication duration in seconds broken out by result.",
          SECONDS,
          "result");
  private final Counters authorizations =
      new Counters(
          "authorization_attempts_total",
          "[ALPHA] Counter of authorization attempts broken down by result. It can be either"
              + " 'allowed', 'denied', 'no-opinion' or 'error'.",
          "result");
  private final Histograms authorizationTimes =
      new Histograms(
          "authorization_duration_seconds",
          "[ALPHA] Authorization duration in seconds broken out by result.",
          SECONDS,
          "result");
  private final Histograms lifetimes =
      new Histograms(
          "apiserver_client_certificate_expiration_seconds",
          "[ALPHA] Distribution of the remaining lifetime on the certificate used to authenticate a"
              + " request.",
          LIFETIMES);
  private final Counters handshakes =
      new Counters(
          "apiserver_tls_handshake_errors_total",
          "[ALPHA] Number of requests dropped with 'TLS handshake error from' error");

  /// @param username empty where nobody was found
  /// @param result `success`, `failure` or `error`
  public void authenticated(String username, String result, Instant begun, Instant end) {
    if (!username.isEmpty()) {
      users.count(compressed(username));
    }
    authentications.count(result);
    authenticationTimes.observe(seconds(begun, end), result);
  }

  /// Names that anybody may make up, and those of very many, are counted as one.
  private static String compressed(String username) {
    return switch (username) {
      case "admin",
          "client",
          "kube_proxy",
          "kubelet",
          "system:serviceaccount:kube-system:default" ->
          username;
      default -> username.contains("@") ? "email_id" : "other";
    };
  }

  /// @param result `allowed`, `denied`, `no-opinion` or `error`
  public void authorized(String result, Instant begun, Instant end) {
    authorizations.count(result);
    authorizationTimes.observe(seconds(begun, end), result);
  }

  /// @param left how long the certificate that let somebody in is still good
  public void certificate(Duration left) {
    lifetimes.observe(left.toMillis() / 1e3);
  }

  public void brokenHandshake() {
    handshakes.count();
  }

  private static double seconds(Instant begun, Instant end) {
    return Duration.between(begun, end).toNanos() / 1e9;
  }

  @Override
  public void write(MetricText out) {
    users.write(out);
    authentications.write(out);
    authenticationTimes.write(out);
    authorizations.write(out);
    authorizationTimes.write(out);
    lifetimes.write(out);
    handshakes.write(out);
  }
}
