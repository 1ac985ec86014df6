package k4j.apiserver.proxy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.request.ConnectTarget;
import org.jspecify.annotations.Nullable;

/// Computes where connections to nodes and pods go. Pure.
final class Targets {

  private static final List<String> ADDRESS_TYPES = List.of("InternalIP", "ExternalIP", "Hostname");
  private static final int KUBELET_PORT = 10250;

  private Targets() {}

  /// `[scheme:]name[:port]`, as the names of proxied objects are written.
  ///
  /// @param scheme empty, `http` or `https`
  /// @param port a number or a name; empty where none is given
  record SchemeNamePort(String scheme, String name, String port) {

    static @Nullable SchemeNamePort parse(String text) {
      String[] parts = text.split(":", -1);
      return switch (parts.length) {
        case 1 -> valid("", parts[0], "");
        case 2 -> valid("", parts[0], parts[1]);
        case 3 -> valid(parts[0], parts[1], parts[2]);
        default -> null;
      };
    }

    private static @Nullable SchemeNamePort valid(String scheme, String name, String port) {
      boolean known = scheme.isEmpty() || scheme.equals("http") || scheme.equals("https");
      return known && !name.isEmpty() ? new SchemeNamePort(scheme, name, port) : null;
    }

    boolean secure() {
      return scheme.equals("https");
    }
  }

  static ConnectTarget kubelet(JsonObject node, String path, String query) {
    return ConnectTarget.kubelet(address(node), kubeletPort(node), path, query);
  }

  static int kubeletPort(JsonObject node) {
    JsonObject endpoints = node.object("status").object("daemonEndpoints");
    long port = endpoints.object("kubeletEndpoint").integer("Port");
    return port == 0 ? KUBELET_PORT : (int) port;
  }

  static String address(JsonObject node) {
    List<JsonObject> addresses = node.object("status").array("addresses").objects();
    for (String type : ADDRESS_TYPES) {
      for (JsonObject each : addresses) {
        if (each.string("type").equals(type)) {
          return each.string("address");
        }
      }
    }
    String known =
        addresses.stream()
            .map(each -> "{%s %s}".formatted(each.string("type"), each.string("address")))
            .collect(Collectors.joining(" "));
    throw new StatusException(
        new Status(
            500,
            "",
            "no preferred addresses found; known addresses: [" + known + "]",
            Details.NONE));
  }

  /// Keeps the proxy from reaching what only the API server's own machine should: an address of a
  /// pod is one that others can reach, too.
  static String proxyable(String address) {
    var parsed = ValueFormats.address(address);
    boolean good =
        parsed != null
            && !parsed.isLoopbackAddress()
            && !parsed.isAnyLocalAddress()
            && !parsed.isLinkLocalAddress()
            && !parsed.isMulticastAddress()
            && !address.equals("255.255.255.255");
    if (!good) {
      throw StatusException.badRequest("address not allowed");
    }
    return address;
  }

  /// `?a=b&c=d`, or nothing.
  static String encodeQuery(Map<String, List<String>> query) {
    var pairs = new ArrayList<String>();
    new TreeMap<>(query)
        .forEach((name, values) ->
            values.forEach(value -> pairs.add(encode(name) + "=" + encode(value))));
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
