package k4j.cri.runtime;

/// A handler that a RuntimeClass may name, and what it can do.
public record RuntimeHandler(
    String name, boolean recursiveReadOnlyMounts, boolean userNamespaces) {}
