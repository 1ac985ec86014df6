package k4j.apiserver.admission.webhook;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest;

/// One rule by which a webhook or policy chooses requests. Pure.
///
/// @param resources such as `pods`, `pods/status`, `pods/*`, `*/scale`, `*`
/// @param scope `Cluster`, `Namespaced` or `*`
public record RequestRule(
    List<String> operations,
    List<String> groups,
    List<String> versions,
    List<String> resources,
    String scope) {

  private static final ResourceName NAMESPACES = new ResourceName("", "v1", "namespaces");

  public RequestRule {
    operations = List.copyOf(operations);
    groups = List.copyOf(groups);
    versions = List.copyOf(versions);
    resources = List.copyOf(resources);
  }

  public static RequestRule of(JsonObject json) {
    return new RequestRule(
        json.array("operations").strings(),
        json.array("apiGroups").strings(),
        json.array("apiVersions").strings(),
        json.array("resources").strings(),
        json.string("scope"));
  }

  /// @param resource the request's own, or one that shows the same objects
  public boolean matches(AdmissionRequest request, ResourceName resource) {
    return inScope(request.namespace(), resource)
        && has(operations, request.operation().name())
        && has(groups, resource.group())
        && has(versions, resource.version())
        && hasResource(resource.plural(), request.subresource());
  }

  private static boolean has(List<String> values, String wanted) {
    return values.contains(wanted) || values.contains("*");
  }

  /// A namespace itself is of the whole cluster.
  private boolean inScope(String namespace, ResourceName resource) {
    boolean clusterWide = namespace.isEmpty() || resource.equals(NAMESPACES);
    return switch (scope) {
      case "", "*" -> true;
      case "Cluster" -> clusterWide;
      case "Namespaced" -> !clusterWide;
      default -> false;
    };
  }

  private boolean hasResource(String plural, String subresource) {
    for (String each : resources) {
      int slash = each.indexOf('/');
      String name = slash < 0 ? each : each.substring(0, slash);
      String below = slash < 0 ? "" : each.substring(slash + 1);
      if ((name.equals("*") || name.equals(plural))
          && (below.equals("*") || below.equals(subresource))) {
        return true;
      }
    }
    return false;
  }
}
