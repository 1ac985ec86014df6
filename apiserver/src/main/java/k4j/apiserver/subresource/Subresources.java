package k4j.apiserver.subresource;

import java.util.Map;
import k4j.apiserver.dispatch.SubresourceHandler;

/// The subresources that are more than a part of their object. All others (`status`, `finalize`,
/// `approval`, `ephemeralcontainers`, `resize`) show the whole object, and the strategy says what
/// may change there.
public final class Subresources {

  private Subresources() {}

  public static Map<String, SubresourceHandler> list(
      BindingHandler binding, ScaleHandler scale, EvictionHandler eviction) {
    return Map.of("pods/binding", binding, "*/scale", scale, "pods/eviction", eviction);
  }
}
