package k4j.apiserver.admission.plugin;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Lets nothing into namespaces that do not exist or come to their end, and keeps those of the
/// system.
public final class NamespaceLifecycle implements AdmissionPlugin {

  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  private final Reader reader;

  public NamespaceLifecycle(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "NamespaceLifecycle";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return switch (request.operation()) {
      case CREATE, UPDATE ->
          request.resource().namespaced()
              && !request.is("authorization.k8s.io", "localsubjectaccessreviews");
      case DELETE -> request.isWhole("", "namespaces");
      case CONNECT -> false;
    };
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    if (request.operation() != Operation.DELETE) {
      checkNamespace(request);
    } else if (IMMORTAL.contains(request.name())) {
      throw request.forbidden("this namespace may not be deleted");
    }
    return request.object();
  }

  private void checkNamespace(AdmissionRequest request) {
    String name = request.namespace();
    Optional<JsonObject> namespace = reader.get(Resources.NAMESPACES, "", name);
    if (namespace.isEmpty()) {
      throw StatusException.notFound(Resources.NAMESPACES, name);
    }
    if (request.isCreate()
        && namespace.get().object("status").string("phase").equals("Terminating")) {
      Status status =
          request
              .forbidden(
                  "unable to create new content in namespace "
                      + name
                      + " because it is being terminated")
              .status();
      var cause =
          new Cause(
              "NamespaceTerminating",
              "namespace " + name + " is being terminated",
              "metadata.namespace");
      throw new StatusException(
          new Status(
              status.code(),
              status.reason(),
              status.message(),
              status.details().withCauses(List.of(cause))));
    }
  }
}
