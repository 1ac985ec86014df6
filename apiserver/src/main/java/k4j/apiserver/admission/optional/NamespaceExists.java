package k4j.apiserver.admission.optional;

import k4j.api.meta.StatusException;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.admission.AdmissionRequest.Operation;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Lets nothing be written into a namespace that is not there.
public final class NamespaceExists implements AdmissionPlugin {

  private final Reader reader;

  public NamespaceExists(Reader reader) {
    this.reader = reader;
  }

  @Override
  public String name() {
    return "NamespaceExists";
  }

  @Override
  public boolean handles(AdmissionRequest request) {
    return request.operation() != Operation.CONNECT
        && !request.namespace().isEmpty()
        && !request.is("", "namespaces");
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (reader.get(Resources.NAMESPACES, "", request.namespace()).isEmpty()) {
      throw StatusException.notFound(Resources.NAMESPACES, request.namespace());
    }
  }
}
