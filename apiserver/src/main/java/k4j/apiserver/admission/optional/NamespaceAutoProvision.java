package k4j.apiserver.admission.optional;

import java.util.Map;
import java.util.function.Supplier;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Makes the namespace of what is created where it is not there yet.
public final class NamespaceAutoProvision implements AdmissionPlugin {

  private final Reader reader;
  private final Supplier<Transport> server;

  /// @param server the way to the server itself
  public NamespaceAutoProvision(Reader reader, Supplier<Transport> server) {
    this.reader = reader;
    this.server = server;
  }

  @Override
  public String name() {
    return "NamespaceAutoProvision";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.isCreate()
        && !request.dryRun()
        && !request.namespace().isEmpty()
        && !request.is("", "namespaces");
  }

  @Override
  public JsonObject mutate(AdmissionRequest request) {
    String name = request.namespace();
    if (reader.get(Resources.NAMESPACES, "", name).isEmpty()) {
      JsonObject namespace =
          JsonObject.EMPTY
              .with("apiVersion", "v1")
              .with("kind", "Namespace")
              .with("metadata", JsonObject.EMPTY.with("name", name));
      try {
        server
            .get()
            .send(new Request("POST", "/api/v1/namespaces", Map.of(), Request.JSON, namespace));
      } catch (StatusException e) {
        if (e.status().code() != 409) {
          throw request.forbidden(String.valueOf(e.getMessage()));
        }
      }
    }
    return request.object();
  }
}
