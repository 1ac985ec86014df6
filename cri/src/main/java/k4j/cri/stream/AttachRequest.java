package k4j.cri.stream;

/// Which streams of a container's own process to join.
public record AttachRequest(
    String containerId, boolean tty, boolean stdin, boolean stdout, boolean stderr) {}
