package k4j.apiserver.aggregation;

import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.apiserver.request.ConnectTarget.Peer;
import org.jspecify.annotations.Nullable;

/// A version of a group that somebody serves.
///
/// @param service who serves it; null where it is this server
record ApiService(
    String name,
    String group,
    String version,
    int groupPriority,
    int versionPriority,
    @Nullable Service service,
    boolean available) {

  static final ResourceName RESOURCE =
      new ResourceName("apiregistration.k8s.io", "v1", "apiservices");

  private static final int HTTPS = 443;

  /// @param peer how it is spoken to
  record Service(String namespace, String name, int port, Peer.Extension peer) {}

  static ApiService of(JsonObject object) {
    JsonObject spec = object.object("spec");
    return new ApiService(
        object.object("metadata").string("name"),
        spec.string("group"),
        spec.string("version"),
        (int) spec.integer("groupPriorityMinimum"),
        (int) spec.integer("versionPriority"),
        spec.has("service") ? service(spec) : null,
        isAvailable(object));
  }

  private static Service service(JsonObject spec) {
    JsonObject service = spec.object("service");
    String namespace = service.string("namespace");
    String name = service.string("name");
    var peer =
        new Peer.Extension(
            name + "." + namespace + ".svc",
            spec.string("caBundle"),
            spec.bool("insecureSkipTLSVerify"));
    return new Service(namespace, name, (int) service.integer("port", HTTPS), peer);
  }

  private static boolean isAvailable(JsonObject object) {
    return object.object("status").array("conditions").objects().stream()
        .anyMatch(each ->
            each.string("type").equals("Available") && each.string("status").equals("True"));
  }

  /// What stands in `apiVersion`.
  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// Where its URLs begin.
  String root() {
    return (group.isEmpty() ? "/api/" : "/apis/") + apiVersion();
  }
}
