package k4j.apiserver.write;

import java.util.List;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.apiserver.registry.ServedResource;

/// Says what is wrong with an object.
final class Invalid {

  private Invalid() {}

  static StatusException of(ServedResource served, String name, List<Cause> causes) {
    String group = served.name().group();
    // Kubernetes keeps one kind for the events of both groups, that of the core group.
    return StatusException.invalid(
        group.equals("events.k8s.io") ? "" : group, served.resource().kind(), name, causes);
  }
}
