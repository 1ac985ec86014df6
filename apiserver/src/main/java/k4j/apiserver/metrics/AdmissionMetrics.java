package k4j.apiserver.metrics;

import java.time.Duration;
import java.time.Instant;

/// How long admission takes, by plugin and as a whole (apiserver, `admission/metrics`).
public final class AdmissionMetrics implements MetricSource {

  private static final double[] SECONDS = {0.005, 0.025, 0.1, 0.5, 1, 2.5};

  private final Histograms plugins =
      new Histograms(
          "apiserver_admission_controller_admission_duration_seconds",
          "[STABLE] Admission controller latency histogram in seconds, identified by name and"
              + " broken out for each operation and API resource and type (validate or admit).",
          SECONDS,
          "name",
          "operation",
          "rejected",
          "type");
  private final Histograms steps =
      new Histograms(
          "apiserver_admission_step_admission_duration_seconds",
          "[STABLE] Admission sub-step latency histogram in seconds, broken out for each operation"
              + " and API resource and step type (validate or admit).",
          SECONDS,
          "operation",
          "rejected",
          "type");

  /// @param type `admit` or `validate`
  public void plugin(
      String name, String operation, String type, boolean rejected, Instant begun, Instant end) {
    plugins.observe(seconds(begun, end), name, operation, Boolean.toString(rejected), type);
  }

  /// All plugins together.
  public void step(String operation, String type, boolean rejected, Instant begun, Instant end) {
    steps.observe(seconds(begun, end), operation, Boolean.toString(rejected), type);
  }

  private static double seconds(Instant begun, Instant end) {
    return Duration.between(begun, end).toNanos() / 1e9;
  }

  @Override
  public void write(MetricText out) {
    plugins.write(out);
    steps.write(out);
  }
}
