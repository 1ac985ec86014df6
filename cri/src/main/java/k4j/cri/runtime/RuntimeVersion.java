package k4j.cri.runtime;

/// `VersionResponse`: the kubelet's `containerRuntimeVersion` is `name://version`.
public record RuntimeVersion(
    String version, String runtimeName, String runtimeVersion, String runtimeApiVersion) {}
