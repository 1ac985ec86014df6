package k4j.cri.sandbox;

/// The namespaces of a sandbox or container. `targetId` is the container whose pid namespace is
/// entered when `pid` is TARGET.
public record NamespaceOption(
    NamespaceMode network, NamespaceMode pid, NamespaceMode ipc, String targetId) {
  /// What a pod gets that asks for nothing.
  public static final NamespaceOption DEFAULT =
      new NamespaceOption(NamespaceMode.POD, NamespaceMode.CONTAINER, NamespaceMode.POD, "");
}
