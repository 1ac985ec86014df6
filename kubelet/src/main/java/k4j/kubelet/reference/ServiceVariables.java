package k4j.kubelet.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.json.JsonObject;

/// The variables that tell a container where services are, as Docker links did.
public final class ServiceVariables {

  private ServiceVariables() {}

  /// @param services of all namespaces
  /// @param links whether the pod wants those of its own namespace, not only the API server's
  public static Map<String, String> of(List<JsonObject> services, String namespace, boolean links) {
    Map<String, JsonObject> chosen = new TreeMap<>();
    for (JsonObject service : services) {
      String ip = service.object("spec").string("clusterIP");
      if (ip.isEmpty() || ip.equals("None")) {
        continue;
      }
      String name = service.object("metadata").string("name");
      String of = service.object("metadata").string("namespace");
      if (of.equals("default") && name.equals("kubernetes")) {
        chosen.putIfAbsent(name, service);
      } else if (of.equals(namespace) && links) {
        chosen.put(name, service);
      }
    }
    Map<String, String> result = new LinkedHashMap<>();
    chosen.values().forEach(service -> add(result, service));
    return result;
  }

  private static void add(Map<String, String> out, JsonObject service) {
    JsonObject spec = service.object("spec");
    List<JsonObject> ports = spec.array("ports").objects();
    if (ports.isEmpty()) {
      return;
    }
    String prefix = variable(service.object("metadata").string("name"));
    String ip = spec.string("clusterIP");
    out.put(prefix + "_SERVICE_HOST", ip);
    out.put(prefix + "_SERVICE_PORT", Long.toString(ports.getFirst().integer("port")));
    for (JsonObject port : ports) {
      if (!port.string("name").isEmpty()) {
        String name = prefix + "_SERVICE_PORT_" + variable(port.string("name"));
        out.put(name, Long.toString(port.integer("port")));
      }
    }
    String host = ip.contains(":") ? "[" + ip + "]" : ip;
    List<String> first = new ArrayList<>();
    for (JsonObject port : ports) {
      String protocol = port.string("protocol").isEmpty() ? "TCP" : port.string("protocol");
      String lower = protocol.toLowerCase(Locale.ROOT);
      String url = lower + "://" + host + ":" + port.integer("port");
      if (first.isEmpty()) {
        first.add(url);
        out.put(prefix + "_PORT", url);
      }
      String one =
          prefix + "_PORT_" + port.integer("port") + "_" + protocol.toUpperCase(Locale.ROOT);
      out.put(one, url);
      out.put(one + "_PROTO", lower);
      out.put(one + "_PORT", Long.toString(port.integer("port")));
      out.put(one + "_ADDR", ip);
    }
  }

  private static String variable(String name) {
    return name.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
