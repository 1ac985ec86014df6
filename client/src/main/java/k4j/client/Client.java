package k4j.client;

import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.transport.Transport;

/// Typed access to the API over one transport.
///
/// @param fieldManager who owns the fields that this client writes; empty lets the server decide
public record Client(Transport transport, String fieldManager) {

  public Client(Transport transport) {
    this(transport, "");
  }

  /// Objects of the whole cluster, or those of all namespaces.
  public <T extends ApiObject> Resources<T> on(Kind<T> kind) {
    return new Resources<>(this, kind, "");
  }

  public <T extends ApiObject> Resources<T> in(Kind<T> kind, String namespace) {
    return new Resources<>(this, kind, namespace);
  }

  /// Where an object of this kind lives.
  public <T extends ApiObject> Resources<T> near(Kind<T> kind, ApiObject object) {
    return new Resources<>(this, kind, object.namespace());
  }

  public Discovery discovery() {
    return new Discovery(transport);
  }
}
