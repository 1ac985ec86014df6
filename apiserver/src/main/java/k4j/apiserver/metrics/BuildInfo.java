package k4j.apiserver.metrics;

/// Which version runs (`kubernetes_build_info`).
///
/// @param version such as `v1.36.2`
public record BuildInfo(String version) implements MetricSource {

  @Override
  public void write(MetricText out) {
    out.family(
            "kubernetes_build_info",
            "gauge",
            "[ALPHA] A metric with a constant '1' value labeled by major, minor, git version, git"
                + " commit, git tree state, build date, Go version, and compiler from which"
                + " Kubernetes was built, and platform on which it is running.")
        .sample(1, "git_version", version, "major", "1", "minor", "36");
  }
}
