package k4j.apiserver.request;

import java.util.List;
import k4j.api.schema.ResourceName;

/// What a URL asks for (apiserver, `endpoints/request`).
///
/// @param isResource whether it names objects; else only verb and path count
/// @param verb of the API: get, list, watch, create, update, patch, delete, deletecollection; the
///   HTTP method in lower case where it is no resource
/// @param namespace empty for what belongs to the whole cluster, and for all namespaces
/// @param name empty for a collection
/// @param rest what follows the subresource, such as the path below `proxy`
public record RequestInfo(
    boolean isResource,
    String verb,
    String path,
    String group,
    String version,
    String namespace,
    String resource,
    String subresource,
    String name,
    List<String> rest) {

  public RequestInfo {
    rest = List.copyOf(rest);
  }

  static RequestInfo other(String verb, String path) {
    return new RequestInfo(false, verb, path, "", "", "", "", "", "", List.of());
  }

  /// The same request for one object of the collection.
  public RequestInfo of(String objectNamespace, String objectName) {
    return new RequestInfo(
        isResource,
        verb,
        path,
        group,
        version,
        objectNamespace,
        resource,
        subresource,
        objectName,
        rest);
  }

  public ResourceName resourceName() {
    return new ResourceName(group, version, resource);
  }

  public boolean is(String plural, String sub) {
    return resource.equals(plural) && subresource.equals(sub);
  }

  /// Whether answers may take as long as the client likes.
  public boolean longRunning() {
    return verb.equals("watch")
        || verb.equals("proxy")
        || switch (subresource) {
          case "log", "exec", "attach", "portforward", "proxy" -> true;
          default -> false;
        };
  }
}
