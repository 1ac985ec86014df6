package k4j.apiserver.negotiation;

import k4j.api.schema.Resource;

/// What kube-apiserver calls its types, which some of its messages show. Pure.
public final class GoNames {

  private GoNames() {}

  /// A pointer to the type that stands for all versions of a kind, such as `*core.PodList`.
  static String internal(Resource resource, String suffix) {
    return "*" + internalPackage(resource.name().group()) + "." + resource.kind() + suffix;
  }

  /// `core`, `apps`, `rbac`.
  public static String internalPackage(String group) {
    int dot = group.indexOf('.');
    return group.isEmpty() ? "core" : dot < 0 ? group : group.substring(0, dot);
  }
}
