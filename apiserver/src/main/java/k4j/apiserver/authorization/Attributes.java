package k4j.apiserver.authorization;

import k4j.apiserver.authentication.User;

/// What somebody wants to do.
///
/// @param verb get, list, watch, create, update, patch, delete, deletecollection, proxy, …; for
///   other paths the HTTP method in lower case
/// @param path the URL's path; only it counts where `isResource` is false
/// @param fieldSelector what the request limits itself to, as it stands in the URL; empty where it
///   does not
/// @param labelSelector likewise
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
    String path,
    String fieldSelector,
    String labelSelector) {

  public Attributes(
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
    this(
        user,
        verb,
        isResource,
        group,
        version,
        resource,
        subresource,
        namespace,
        name,
        path,
        "",
        "");
  }

  public static Attributes ofPath(User user, String verb, String path) {
    return new Attributes(user, verb, false, "", "", "", "", "", "", path);
  }

  public static Attributes ofResource(
      User user, String verb, String group, String resource, String namespace, String name) {
    int slash = resource.indexOf('/');
    String plural = slash < 0 ? resource : resource.substring(0, slash);
    String below = slash < 0 ? "" : resource.substring(slash + 1);
    return new Attributes(user, verb, true, group, "*", plural, below, namespace, name, "");
  }

  public Attributes withVerb(String other) {
    return new Attributes(
        user,
        other,
        isResource,
        group,
        version,
        resource,
        subresource,
        namespace,
        name,
        path,
        fieldSelector,
        labelSelector);
  }

  public Attributes withUser(User other) {
    return new Attributes(
        other,
        verb,
        isResource,
        group,
        version,
        resource,
        subresource,
        namespace,
        name,
        path,
        fieldSelector,
        labelSelector);
  }

  /// As rules write it: `pods`, `pods/log`.
  public String combinedResource() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
