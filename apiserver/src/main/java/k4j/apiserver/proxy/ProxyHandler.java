package k4j.apiserver.proxy;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import k4j.apiserver.request.ConnectTarget.Manner;
import k4j.apiserver.request.ConnectTarget.Peer;
import k4j.apiserver.upstream.UrlPath;
import k4j.apiserver.write.AdmissionChain;
import k4j.apiserver.write.Admitted;

/// Hands `proxy` of pods, services and nodes through to what they run.
public final class ProxyHandler implements SubresourceHandler {

  private static final ResourceName PODS = new ResourceName("", "v1", "pods");
  private static final ResourceName NODES = new ResourceName("", "v1", "nodes");
  private static final int MOVED = 301;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final Reader reader;
  private final AdmissionChain admission;
  private final ServiceTargets services;

  public ProxyHandler(Reader reader, AdmissionChain admission, RandomGenerator random) {
    this.reader = reader;
    this.admission = admission;
    services = new ServiceTargets(reader, random);
  }

  /// @param host an address that others can reach, too
  record HostPort(String host, int port) {}

  @Override
  public Answer handle(Call call, ServedResource served) {
    admission.validate(Admitted.connect(call, served, ConnectOptions.of(call)), call.warnings());
    String plural = served.name().plural();
    SchemeNamePort id = SchemeNamePort.parse(call.info().name());
    if (id == null) {
      throw StatusException.badRequest(
          "invalid %s request \"%s\""
              .formatted(plural.substring(0, plural.length() - 1), call.info().name()));
    }
    ProxyPath path = ProxyPath.of(call.info());
    ConnectTarget target =
        switch (plural) {
          case "nodes" -> node(id, path);
          case "pods" -> to(pod(call.info().namespace(), id), id, path);
          default -> to(services.pick(call.info().namespace(), id, call.info().name()), id, path);
        };
    return redirect(call, path).orElseGet(() -> new Answer.Connect(target));
  }

  /// Relative links in the answer need a slash at the end of the path.
  private static Optional<Answer> redirect(Call call, ProxyPath path) {
    boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
    if (!path.sent().isEmpty() || !reads || isUpgrade(call)) {
      return Optional.empty();
    }
    String location =
        UrlPath.encode(call.info().path())
            + "/"
            + (call.query().raw().isEmpty() ? "" : "?" + call.query().raw());
    return Optional.of(new Answer.Raw(MOVED, "", new byte[0], Map.of("Location", location)));
  }

  private static boolean isUpgrade(Call call) {
    return call.headers().all("connection").stream()
        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"));
  }

  private ConnectTarget node(SchemeNamePort id, ProxyPath path) {
    JsonObject node = get(NODES, "", id.name());
    String host = Targets.address(node);
    int kubelet = Targets.kubeletPort(node);
    if (id.port().isEmpty() || id.port().equals(Integer.toString(kubelet))) {
      return new ConnectTarget(
          new Peer.Kubelet(), host, kubelet, sent(path), null, new Manner.Proxied(path.prefix()));
    }
    return to(new HostPort(Targets.proxyable(host), port(id.port())), id, path);
  }

  private HostPort pod(String namespace, SchemeNamePort id) {
    JsonObject pod = get(PODS, namespace, id.name());
    String address = Targets.proxyable(pod.object("status").string("podIP"));
    int port = id.port().isEmpty() ? firstPort(pod, id) : port(id.port());
    return new HostPort(address, port);
  }

  private static int firstPort(JsonObject pod, SchemeNamePort id) {
    for (JsonObject container : pod.object("spec").array("containers").objects()) {
      for (JsonObject port : container.array("ports").objects()) {
        return (int) port.integer("containerPort");
      }
    }
    return id.secure() ? HTTPS : HTTP;
  }

  private static ConnectTarget to(HostPort address, SchemeNamePort id, ProxyPath path) {
    Peer peer = id.secure() ? new Peer.Anybody() : new Peer.Plain();
    return new ConnectTarget(
        peer, address.host(), address.port(), sent(path), null, new Manner.Proxied(path.prefix()));
  }

  private static String sent(ProxyPath path) {
    return path.sent().isEmpty() ? "/" : UrlPath.encode(path.sent());
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException named) {
      throw StatusException.unavailable(
          "error trying to reach service: dial tcp: lookup tcp/%s: unknown port".formatted(text));
    }
  }

  private JsonObject get(ResourceName resource, String namespace, String name) {
    return reader
        .get(resource, namespace, name)
        .orElseThrow(() -> StatusException.notFound(resource, name));
  }
}
