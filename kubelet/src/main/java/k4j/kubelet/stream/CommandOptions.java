package k4j.kubelet.stream;

/// Which streams a client asked for.
public record CommandOptions(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}
