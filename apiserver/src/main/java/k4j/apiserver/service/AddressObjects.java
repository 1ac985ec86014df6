package k4j.apiserver.service;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;

/// Holds the addresses of services as objects of the kind IPAddress (KEP-1880).
public final class AddressObjects implements AddressRecords {

  static final ResourceName NAME = new ResourceName("networking.k8s.io", "v1", "ipaddresses");

  private static final String PATH = "/apis/networking.k8s.io/v1/ipaddresses";
  private static final String FAMILY = "ipaddress.kubernetes.io/ip-family";
  private static final String OWNER = "ipaddress.kubernetes.io/managed-by";
  private static final String ALLOCATOR = "ipallocator.k8s.io";
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final Supplier<Transport> transport;

  /// @param transport to the API server itself, asked for when the first service comes
  public AddressObjects(Supplier<Transport> transport) {
    this.transport = transport;
  }

  @Override
  public boolean create(String address, JsonObject service) {
    try {
      transport
          .get()
          .send(
              new Request(
                  "POST",
                  PATH,
                  Map.of("fieldManager", List.of("kube-apiserver")),
                  Request.JSON,
                  object(address, service)));
      return true;
    } catch (StatusException refused) {
      if (refused.status().code() == CONFLICT) {
        return false;
      }
      throw refused;
    }
  }

  @Override
  public void delete(String address, JsonObject service) {
    try {
      String path = PATH + "/" + address;
      Transport way = transport.get();
      JsonObject found =
          way.send(new Request("GET", path, Map.of(), Request.JSON, JsonNull.NULL)).body();
      if (found.object("spec").object("parentRef").equals(parent(service))) {
        way.send(new Request("DELETE", path, Map.of(), Request.JSON, JsonNull.NULL));
      }
    } catch (StatusException refused) {
      if (refused.status().code() != NOT_FOUND) {
        throw refused;
      }
    }
  }

  /// Whether the object came from here.
  static boolean isOurs(JsonObject address) {
    JsonObject labels = address.object("metadata").object("labels");
    return labels.string(OWNER).equals(ALLOCATOR) && labels.has(FAMILY);
  }

  /// Whether the object is that of a service.
  static boolean isOf(JsonObject address, JsonObject service) {
    return Objects.equals(address.object("spec").get("parentRef"), parent(service));
  }

  private static JsonObject parent(JsonObject service) {
    JsonObject metadata = service.object("metadata");
    return JsonObject.EMPTY
        .with("resource", "services")
        .with("namespace", metadata.string("namespace"))
        .with("name", metadata.string("name"));
  }

  private static JsonObject object(String address, JsonObject service) {
    String family = address.indexOf(':') < 0 ? "IPv4" : "IPv6";
    Json labels = JsonObject.EMPTY.with(FAMILY, family).with(OWNER, ALLOCATOR);
    return JsonObject.EMPTY
        .with("apiVersion", "networking.k8s.io/v1")
        .with("kind", "IPAddress")
        .with("metadata", JsonObject.EMPTY.with("name", address).with("labels", labels))
        .with("spec", JsonObject.EMPTY.with("parentRef", parent(service)));
  }
}
