package k4j.apiserver.table.row;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;

/// Services and their endpoints.
final class ServiceRows {

  private ServiceRows() {}

  static void service(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    List<String> clusterIps = spec.array("clusterIPs").strings();
    row.name();
    row.text(spec.string("type"));
    row.text(clusterIps.isEmpty() ? Row.NONE : clusterIps.getFirst());
    row.text(externalAddress(spec, object.object("status")));
    row.textOr(ports(spec.array("ports")), Row.NONE);
    row.age();
    row.text(Texts.labels(spec.object("selector")));
  }

  private static String externalAddress(JsonObject spec, JsonObject status) {
    List<String> external = spec.array("externalIPs").strings();
    return switch (spec.string("type")) {
      case "ClusterIP", "NodePort" -> external.isEmpty() ? Row.NONE : Texts.joined(external);
      case "LoadBalancer" -> {
        var all = new ArrayList<String>(loadBalancer(status));
        all.addAll(external);
        yield all.isEmpty() ? "<pending>" : Texts.joined(all);
      }
      case "ExternalName" -> spec.string("externalName");
      default -> Row.UNKNOWN;
    };
  }

  /// The addresses or host names of a load balancer, each once and in order.
  static Set<String> loadBalancer(JsonObject status) {
    var result = new TreeSet<String>();
    for (JsonObject ingress : status.object("loadBalancer").array("ingress").objects()) {
      String address =
          ingress.string("ip").isEmpty() ? ingress.string("hostname") : ingress.string("ip");
      if (!address.isEmpty()) {
        result.add(address);
      }
    }
    return result;
  }

  private static String ports(JsonArray ports) {
    return Texts.joined(
        ports.objects().stream()
            .map(port -> {
              long node = port.integer("nodePort");
              String number = port.integer("port") + (node > 0 ? ":" + node : "");
              return number + "/" + port.string("protocol");
            })
            .toList());
  }

  static void endpoints(JsonObject object, Row row) {
    row.name();
    row.text(addresses(object.array("subsets").objects()));
    row.age();
  }

  private static String addresses(List<JsonObject> subsets) {
    if (subsets.isEmpty()) {
      return Row.NONE;
    }
    var all = new ArrayList<String>();
    for (JsonObject subset : subsets) {
      List<String> ips =
          subset.array("addresses").objects().stream().map(a -> a.string("ip")).toList();
      List<JsonObject> ports = subset.array("ports").objects();
      if (ports.isEmpty()) {
        all.addAll(ips);
      }
      for (JsonObject port : ports) {
        ips.forEach(ip -> all.add(hostPort(ip, port.integer("port"))));
      }
    }
    return all.isEmpty() ? "" : Texts.firstOf(all);
  }

  private static String hostPort(String ip, long port) {
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port;
  }

  static void endpointSlice(JsonObject object, Row row) {
    row.name();
    row.text(object.string("addressType"));
    row.text(
        Texts.firstOf(
            object.array("ports").objects().stream().map(ServiceRows::slicePort).toList()));
    row.text(
        Texts.firstOf(
            object.array("endpoints").objects().stream()
                .flatMap(endpoint -> endpoint.array("addresses").stream())
                .map(address -> address instanceof JsonString text ? text.value() : "")
                .toList()));
    row.age();
  }

  private static String slicePort(JsonObject port) {
    if (port.has("port")) {
      return Long.toString(port.integer("port"));
    }
    return Texts.textOf(port, "name", "*");
  }
}
