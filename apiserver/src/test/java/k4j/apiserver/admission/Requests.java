package k4j.apiserver.admission;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.MapReader;
import k4j.apiserver.authorization.Resources;

/// Makes requests for tests of plugins.
final class Requests {

  static final User ANN = User.of("ann", User.AUTHENTICATED);

  private Requests() {}

  static AdmissionRequest create(ResourceName resource, String object) {
    return request(ANN, Operation.CREATE, resource, "", MapReader.json(object), JsonObject.EMPTY);
  }

  static AdmissionRequest update(ResourceName resource, String object, String old) {
    return request(
        ANN, Operation.UPDATE, resource, "", MapReader.json(object), MapReader.json(old));
  }

  static AdmissionRequest request(
      User user,
      Operation operation,
      ResourceName resource,
      String subresource,
      JsonObject object,
      JsonObject old) {
    boolean namespaced =
        !List.of(
                Resources.NAMESPACES,
                Resources.NODES,
                Resources.PRIORITY_CLASSES,
                Resources.PERSISTENT_VOLUMES)
            .contains(resource);
    JsonObject metadata = (object.isEmpty() ? old : object).object("metadata");
    return new AdmissionRequest(
        user,
        operation,
        resource(resource, namespaced),
        subresource,
        namespaced ? "ns" : "",
        metadata.string("name"),
        object,
        old,
        JsonObject.EMPTY,
        false,
        new AdmissionNotes());
  }

  private static Resource resource(ResourceName name, boolean namespaced) {
    return new Resource(
        name,
        "Kind",
        "singular",
        namespaced,
        List.of(),
        List.of(),
        List.of(),
        true,
        new ObjectType("", false, List::of),
        List.of(),
        List.of(),
        List.of());
  }

  /// What the plugin makes of the request's object.
  static JsonObject admit(AdmissionPlugin plugin, AdmissionRequest request) {
    if (!plugin.handles(request)) {
      return request.object();
    }
    AdmissionRequest mutated = request.withObject(plugin.mutate(request));
    plugin.validate(mutated);
    return mutated.object();
  }
}
