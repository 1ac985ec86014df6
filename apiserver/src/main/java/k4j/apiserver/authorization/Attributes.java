package k4j.apiserver.authorization;

import k4j.apiserver.authentication.User;

/// What somebody wants to do.
///
/// @param verb get, list, watch, create, update, patch, delete, deletecollection, proxy, …; for
///   other paths the HTTP method in lower case
/// @param path the URL's path; only it counts where `isResource` is false
public record Attributes(
    User user,
    String verb,
    boolean isResource,
    String group,
    String version,
    String resource,
    String subresource,
    String namespace,
    String name,
    String path) {

  /// As rules write it: `pods`, `pods/log`.
  public String combinedResource() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
