package k4j.apiserver.discovery;

import k4j.api.schema.Resource.Subresource;

/// A kind with where it belongs.
public record GroupVersionKind(String group, String version, String kind) {

  /// Splits `autoscaling/v1/Scale`, `v1/Pod`.
  public static GroupVersionKind of(Subresource subresource) {
    String text = subresource.groupVersionKind();
    int last = text.lastIndexOf('/');
    String apiVersion = text.substring(0, last);
    int first = apiVersion.indexOf('/');
    return new GroupVersionKind(
        first < 0 ? "" : apiVersion.substring(0, first),
        apiVersion.substring(first + 1),
        text.substring(last + 1));
  }

  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }
}
