package k4j.cri.container;

/// What names a container in its pod, and how often it was made anew.
public record ContainerMetadata(String name, int attempt) {}
