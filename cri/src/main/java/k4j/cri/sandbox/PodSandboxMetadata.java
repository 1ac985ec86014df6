package k4j.cri.sandbox;

/// What names a sandbox: the pod, and how often its sandbox was made anew.
public record PodSandboxMetadata(String name, String uid, String namespace, int attempt) {}
