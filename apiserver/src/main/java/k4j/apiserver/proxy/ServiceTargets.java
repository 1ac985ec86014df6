package k4j.apiserver.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.proxy.ProxyHandler.HostPort;
import k4j.apiserver.proxy.Targets.SchemeNamePort;
import k4j.apiserver.registry.Reader;

/// Picks one of the pods behind a Service, by its Endpoints.
final class ServiceTargets {

  private static final ResourceName PODS = new ResourceName("", "v1", "pods");
  private static final ResourceName SERVICES = new ResourceName("", "v1", "services");
  private static final ResourceName ENDPOINTS = new ResourceName("", "v1", "endpoints");

  private final Reader reader;
  private final RandomGenerator random;

  ServiceTargets(Reader reader, RandomGenerator random) {
    this.reader = reader;
    this.random = random;
  }

  /// @param text the id as the client wrote it
  HostPort pick(String namespace, SchemeNamePort id, String text) {
    String portName = portName(namespace, id);
    // Whoever has no endpoints is called by the name that stands in the URL.
    JsonObject endpoints =
        reader
            .get(ENDPOINTS, namespace, id.name())
            .orElseThrow(() -> StatusException.notFound(SERVICES, id.name()));
    if (endpoints.array("subsets").isEmpty()) {
      throw none(id.name());
    }
    var found = new ArrayList<HostPort>();
    for (JsonObject subset : endpoints.array("subsets").objects()) {
      for (JsonObject port : subset.array("ports").objects()) {
        if (port.string("name").equals(portName)) {
          addPods(found, namespace, subset, (int) port.integer("port"));
        }
      }
    }
    if (found.isEmpty()) {
      throw none(text);
    }
    synchronized (random) {
      return found.get(random.nextInt(found.size()));
    }
  }

  private static StatusException none(String name) {
    return StatusException.unavailable("no endpoints available for service \"%s\"".formatted(name));
  }

  private String portName(String namespace, SchemeNamePort id) {
    if (!id.port().matches("\\d{1,9}")) {
      return id.port();
    }
    JsonObject service =
        reader
            .get(SERVICES, namespace, id.name())
            .orElseThrow(() -> StatusException.notFound(SERVICES, id.name()));
    int number = Integer.parseInt(id.port());
    for (JsonObject port : service.object("spec").array("ports").objects()) {
      if (port.integer("port") == number) {
        return port.string("name");
      }
    }
    throw StatusException.unavailable(
        "no service port %d found for service \"%s\"".formatted(number, id.name()));
  }

  /// Only addresses that are those of pods: else a Service could lead anywhere.
  private void addPods(List<HostPort> found, String namespace, JsonObject subset, int port) {
    for (JsonObject address : subset.array("addresses").objects()) {
      JsonObject target = address.object("targetRef");
      boolean pod =
          target.string("namespace").equals(namespace)
              && reader
                  .get(PODS, namespace, target.string("name"))
                  .filter(each -> has(each, address.string("ip")))
                  .isPresent();
      if (pod) {
        found.add(new HostPort(Targets.proxyable(address.string("ip")), port));
      }
    }
  }

  private static boolean has(JsonObject pod, String address) {
    JsonObject status = pod.object("status");
    return status.string("podIP").equals(address)
        || status.array("podIPs").objects().stream()
            .anyMatch(each -> each.string("ip").equals(address));
  }
}
