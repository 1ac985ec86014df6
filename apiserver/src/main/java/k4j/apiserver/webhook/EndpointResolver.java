package k4j.apiserver.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.registry.Reader;

/// Picks one of the ready endpoints of a Service, so that nothing depends on a service proxy
/// (apiserver, `util/proxy`).
public final class EndpointResolver implements ServiceResolver {

  private static final ResourceName SERVICES = new ResourceName("", "v1", "services");
  private static final ResourceName SLICES =
      new ResourceName("discovery.k8s.io", "v1", "endpointslices");

  private final Reader reader;
  private final RandomGenerator random;

  public EndpointResolver(Reader reader, RandomGenerator random) {
    this.reader = reader;
    this.random = random;
  }

  @Override
  public HostPort resolve(String namespace, String name, int port) {
    JsonObject service =
        reader
            .get(SERVICES, namespace, name)
            .orElseThrow(() ->
                new StatusException(
                    new Status(
                        404,
                        "NotFound",
                        "service \"%s\" not found".formatted(name),
                        Details.of(name, "", "service"))));
    JsonObject spec = service.object("spec");
    if (spec.string("type").equals("ExternalName")) {
      return new HostPort(spec.string("externalName"), port);
    }
    List<HostPort> ready = ready(namespace, name, portName(spec, name, port));
    if (ready.isEmpty()) {
      throw StatusException.unavailable(
          "no endpoints available for service \"%s\"".formatted(name));
    }
    synchronized (random) {
      return ready.get(random.nextInt(ready.size()));
    }
  }

  private static String portName(JsonObject spec, String name, int port) {
    for (JsonObject each : spec.array("ports").objects()) {
      if (each.integer("port") == port) {
        return each.string("name");
      }
    }
    throw StatusException.unavailable(
        "no service port %d found for service \"%s\"".formatted(port, name));
  }

  private List<HostPort> ready(String namespace, String name, String portName) {
    var found = new ArrayList<HostPort>();
    for (JsonObject slice : reader.list(SLICES, namespace)) {
      String owner = slice.object("metadata").object("labels").string("kubernetes.io/service-name");
      if (owner.equals(name)) {
        slice.array("ports").objects().stream()
            .filter(port -> port.string("name").equals(portName))
            .forEach(port -> addReady(found, slice, (int) port.integer("port")));
      }
    }
    return found;
  }

  private static void addReady(List<HostPort> found, JsonObject slice, int port) {
    for (JsonObject endpoint : slice.array("endpoints").objects()) {
      JsonObject conditions = endpoint.object("conditions");
      boolean ready = !conditions.has("ready") || conditions.bool("ready");
      List<String> addresses = endpoint.array("addresses").strings();
      if (ready && !addresses.isEmpty()) {
        found.add(new HostPort(addresses.getFirst(), port));
      }
    }
  }
}
