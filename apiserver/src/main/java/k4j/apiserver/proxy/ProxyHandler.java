package k4j.apiserver.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.dispatch.SubresourceHandler;
import k4j.apiserver.proxy.Targets.SchemeNamePort;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.write.AdmissionChain;
import k4j.apiserver.write.Admitted;

/// Hands `proxy` of pods, services and nodes through to what they run.
public final class ProxyHandler implements SubresourceHandler {

  private static final ResourceName PODS = new ResourceName("", "v1", "pods");
  private static final ResourceName NODES = new ResourceName("", "v1", "nodes");
  private static final ResourceName SERVICES = new ResourceName("", "v1", "services");
  private static final ResourceName SLICES =
      new ResourceName("discovery.k8s.io", "v1", "endpointslices");

  private final Reader reader;
  private final AdmissionChain admission;
  private final RandomGenerator random;

  public ProxyHandler(Reader reader, AdmissionChain admission, RandomGenerator random) {
    this.reader = reader;
    this.admission = admission;
    this.random = random;
  }

  @Override
  public Answer handle(Call call, ServedResource served) {
    SchemeNamePort id = SchemeNamePort.parse(call.info().name());
    String plural = served.name().plural();
    if (id == null) {
      throw StatusException.badRequest(
          "invalid %s request \"%s\""
              .formatted(plural.substring(0, plural.length() - 1), call.info().name()));
    }
    admission.validate(Admitted.connect(call, served, ConnectOptions.of(call)), call.warnings());
    String rest = restOf(call);
    return new Answer.Connect(
        switch (plural) {
          case "nodes" -> node(id, rest);
          case "pods" -> pod(call.info().namespace(), id, rest);
          default -> service(call.info().namespace(), id, rest);
        });
  }

  /// What stands behind `proxy` in the URL.
  private static String restOf(Call call) {
    String path = call.info().path();
    int at = path.indexOf("/proxy");
    String rest = path.substring(at + "/proxy".length());
    return Targets.encodePath(rest.isEmpty() ? "/" : rest)
        + Targets.encodeQuery(call.query().values());
  }

  private ConnectTarget node(SchemeNamePort id, String rest) {
    JsonObject node = get(NODES, "", id.name());
    ConnectTarget kubelet = Targets.kubelet(node, rest);
    if (id.port().isEmpty() || id.port().equals(Integer.toString(kubelet.port()))) {
      return kubelet;
    }
    return plain(id.scheme(), kubelet.host(), port(id.port()), rest);
  }

  private ConnectTarget pod(String namespace, SchemeNamePort id, String rest) {
    JsonObject pod = get(PODS, namespace, id.name());
    String address = pod.object("status").string("podIP");
    if (address.isEmpty()) {
      throw StatusException.badRequest("address not allowed");
    }
    int port = id.port().isEmpty() ? firstPort(pod, id.scheme()) : port(id.port());
    return plain(id.scheme(), address, port, rest);
  }

  private static int firstPort(JsonObject pod, String scheme) {
    for (JsonObject container : pod.object("spec").array("containers").objects()) {
      for (JsonObject port : container.array("ports").objects()) {
        return (int) port.integer("containerPort");
      }
    }
    return scheme.equals("https") ? 443 : 80;
  }

  private ConnectTarget service(String namespace, SchemeNamePort id, String rest) {
    JsonObject service = get(SERVICES, namespace, id.name());
    String portName = portName(service, id);
    List<ConnectTarget> targets = new ArrayList<>();
    for (JsonObject slice : reader.list(SLICES, namespace)) {
      String owner = slice.object("metadata").object("labels").string("kubernetes.io/service-name");
      if (owner.equals(id.name())) {
        addTargets(targets, slice, portName, id.scheme(), rest);
      }
    }
    if (targets.isEmpty()) {
      throw StatusException.unavailable(
          "no endpoints available for service \"%s\"".formatted(id.name()));
    }
    synchronized (random) {
      return targets.get(random.nextInt(targets.size()));
    }
  }

  private static String portName(JsonObject service, SchemeNamePort id) {
    if (!id.port().matches("\\d+")) {
      return id.port();
    }
    for (JsonObject port : service.object("spec").array("ports").objects()) {
      if (port.integer("port") == port(id.port())) {
        return port.string("name");
      }
    }
    throw StatusException.unavailable(
        "no service port %s found for service \"%s\"".formatted(id.port(), id.name()));
  }

  private static void addTargets(
      List<ConnectTarget> targets, JsonObject slice, String portName, String scheme, String rest) {
    for (JsonObject port : slice.array("ports").objects()) {
      if (!port.string("name").equals(portName)) {
        continue;
      }
      for (JsonObject endpoint : slice.array("endpoints").objects()) {
        boolean ready = endpoint.object("conditions").bool("ready");
        for (String address : endpoint.array("addresses").strings()) {
          if (ready) {
            targets.add(plain(scheme, address, (int) port.integer("port"), rest));
          }
        }
      }
    }
  }

  private static ConnectTarget plain(String scheme, String host, int port, String rest) {
    return new ConnectTarget(scheme.equals("https"), false, host, port, rest);
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException named) {
      throw StatusException.badRequest("the port must be a number: " + text);
    }
  }

  private JsonObject get(ResourceName resource, String namespace, String name) {
    return reader
        .get(resource, namespace, name)
        .orElseThrow(() -> StatusException.notFound(resource, name));
  }
}
