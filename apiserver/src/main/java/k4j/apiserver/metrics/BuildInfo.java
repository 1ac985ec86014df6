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
            "[BETA] A metric with a constant '1' value labeled by major, minor, git version, git"
                + " commit, git tree state, build date, Go version, and compiler from which"
                + " Kubernetes was built, and platform on which it is running.")
        .sample(
            1,
            "build_date",
            "",
            "compiler",
            "javac",
            "git_commit",
            "",
            "git_tree_state",
            "clean",
            "git_version",
            version,
            "go_version",
            "java" + Runtime.version().feature(),
            "major",
            "1",
            "minor",
            "36",
            "platform",
            platform());
    out.family(
            "version_info",
            "gauge",
            "[ALPHA] Provides the compatibility version info of the component. The component label"
                + " is the name of the component, usually kube, but is relevant for"
                + " aggregated-apiservers.")
        .sample(
            1,
            "binary",
            version.substring(1).replaceAll("\\+.*", ""),
            "component",
            "kube",
            "emulation",
            "1.36",
            "min_compat",
            "1.35");
  }

  private static String platform() {
    String architecture = System.getProperty("os.arch");
    return "linux/" + (architecture.equals("aarch64") ? "arm64" : architecture);
  }
}
