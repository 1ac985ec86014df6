package k4j.apiserver.write;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.apiserver.registry.ServedResource;

/// Says what is wrong with an object.
final class Invalid {

  private Invalid() {}

  /// A custom resource may call itself another kind, which is what is wrong with it then.
  static StatusException of(ServedResource served, JsonObject object, List<Cause> causes) {
    String kind = served.form().custom() ? object.string("kind") : served.resource().kind();
    String group = served.name().group();
    // Kubernetes keeps one kind for the events of both groups, that of the core group.
    return StatusException.invalid(
        group.equals("events.k8s.io") ? "" : group, kind, Metadata.name(object), causes);
  }
}
