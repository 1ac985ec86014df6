package k4j.apiserver.subresource;

import java.util.Map;
import k4j.apiserver.dispatch.SubresourceHandler;

/// The subresources that are more than a part of their object. All others (`status`, `finalize`,
/// `approval`, `ephemeralcontainers`, `resize`) show the whole object, and the strategy says what
/// may change there.
public final class Subresources {

  private Subresources() {}

  /// @param connect hands streams of a pod through to its kubelet
  /// @param proxy hands requests through to pods, services and nodes
  public static Map<String, SubresourceHandler> list(
      BindingHandler binding,
      ScaleHandler scale,
      EvictionHandler eviction,
      SubresourceHandler connect,
      SubresourceHandler proxy) {
    return Map.of(
        "pods/binding", binding,
        "*/scale", scale,
        "pods/eviction", eviction,
        "pods/log", connect,
        "pods/exec", connect,
        "pods/attach", connect,
        "pods/portforward", connect,
        "*/proxy", proxy);
  }
}
