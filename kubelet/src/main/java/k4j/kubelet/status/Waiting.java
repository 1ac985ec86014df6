package k4j.kubelet.status;

/// Why a container is not running, as its status shows it.
public record Waiting(String reason, String message) {}
