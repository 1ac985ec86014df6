package k4j.apiserver.authorization;

import java.util.List;
import java.util.Locale;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.authentication.User;
import k4j.apiserver.registry.Reader;
import org.jspecify.annotations.Nullable;

/// Roles and bindings as they are now. What is computed from them is kept until one of them
/// changes.
public final class RbacRoles {

  private final Reader reader;
  private volatile @Nullable Known known;

  private record Known(List<Long> versions, Bindings bindings) {}

  public RbacRoles(Reader reader) {
    this.reader = reader;
  }

  /// What the user holds in a namespace, and cluster-wide.
  public List<Grant> grants(User user, String namespace) {
    return current().of(user, namespace);
  }

  /// All rules that the user holds in a namespace, and cluster-wide.
  public List<Rule> rules(User user, String namespace) {
    return grants(user, namespace).stream().flatMap(grant -> grant.rules().stream()).toList();
  }

  /// The rules of the role that a binding in the namespace refers to.
  ///
  /// @throws StatusException where there is none
  public List<Rule> rulesOfRole(JsonObject roleRef, String namespace) {
    String kind = roleRef.string("kind");
    String name = roleRef.string("name");
    return current().roles().rules(kind, namespace, name).orElseThrow(() -> missing(kind, name));
  }

  /// The rules that a ClusterRole gives among others, as JSON: its own or those that it collects.
  public static JsonArray collected(JsonObject clusterRole, List<JsonObject> clusterRoles) {
    return JsonArray.of(
        RoleSet.collected(clusterRole, clusterRoles).stream().map(Rule::json).toList());
  }

  /// Kubernetes names the kind here, where else it names the resource.
  static StatusException missing(String kind, String name) {
    var resource =
        new ResourceName("rbac.authorization.k8s.io", "v1", kind.toLowerCase(Locale.ROOT));
    return StatusException.notFound(resource, name);
  }

  private Bindings current() {
    List<Long> versions = versions();
    Known last = known;
    if (last != null && last.versions().equals(versions) && !versions.contains(-1L)) {
      return last.bindings();
    }
    var roles =
        new RoleSet(reader.list(Resources.CLUSTER_ROLES, ""), reader.list(Resources.ROLES, ""));
    var bindings =
        new Bindings(
            roles,
            reader.list(Resources.CLUSTER_ROLE_BINDINGS, ""),
            reader.list(Resources.ROLE_BINDINGS, ""));
    known = new Known(versions, bindings);
    return bindings;
  }

  /// Read before the objects are: what changes meanwhile is then read again.
  private List<Long> versions() {
    return List.of(
        reader.version(Resources.CLUSTER_ROLES),
        reader.version(Resources.ROLES),
        reader.version(Resources.CLUSTER_ROLE_BINDINGS),
        reader.version(Resources.ROLE_BINDINGS));
  }
}
