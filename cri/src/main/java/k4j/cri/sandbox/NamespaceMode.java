package k4j.cri.sandbox;

/// Whom a namespace is shared with.
public enum NamespaceMode {
  POD,
  CONTAINER,
  NODE,
  TARGET
}
