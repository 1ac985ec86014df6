package k4j.apiserver.strategy.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.IpFormats;
import k4j.api.validation.ValueFormats;

/// What a person should hear about a service.
final class ServiceWarnings {

  private ServiceWarnings() {}

  static List<String> of(JsonObject service) {
    JsonObject spec = service.object("spec");
    var out = new ArrayList<String>();
    String hints = "service.kubernetes.io/topology-aware-hints";
    if (service.object("metadata").object("annotations").has(hints)) {
      out.add(
          "annotation "
              + hints
              + " is deprecated, please use service.kubernetes.io/topology-mode instead");
    }
    boolean headless = spec.array("clusterIPs").strings().equals(List.of("None"));
    List<String> external = spec.array("externalIPs").strings();
    boolean named = spec.string("type").equals("ExternalName");
    addresses(spec.array("clusterIPs").strings(), "spec.clusterIPs", out);
    if (headless) {
      headless(spec, out);
    }
    addresses(external, "spec.externalIPs", out);
    if (!external.isEmpty() && !headless && !named) {
      out.add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
    }
    if (!spec.string("loadBalancerIP").isEmpty()) {
      address(spec.string("loadBalancerIP"), "spec.loadBalancerIP", out);
    }
    if (named && !external.isEmpty()) {
      out.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!named && !spec.string("externalName").isEmpty()) {
      out.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    if (spec.string("trafficDistribution").equals("PreferClose")) {
      out.add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
    }
    return List.copyOf(out);
  }

  private static void headless(JsonObject spec, List<String> out) {
    if (!spec.string("loadBalancerIP").isEmpty()) {
      out.add("spec.loadBalancerIP is ignored for headless services");
    }
    if (!spec.array("externalIPs").isEmpty()) {
      out.add("spec.externalIPs is ignored for headless services");
    }
    if (!spec.string("sessionAffinity").equals("None")) {
      out.add("spec.SessionAffinity is ignored for headless services");
    }
  }

  private static void addresses(List<String> all, String path, List<String> out) {
    for (int i = 0; i < all.size(); i++) {
      address(all.get(i), path + "[" + i + "]", out);
    }
  }

  /// Forms that not everybody reads alike.
  private static void address(String text, String path, List<String> out) {
    String bare = text.indexOf(':') < 0 ? text.replaceAll("(^|\\.)0+(\\d)", "$1$2") : text;
    InetAddress address = ValueFormats.address(bare);
    if (address == null) {
      return;
    }
    String form = IpFormats.format(address);
    if (!ValueFormats.ip(text).isEmpty()) {
      out.add(
          "%s: non-standard IP address \"%s\" is invalid: use \"%s\"".formatted(path, text, form));
    } else if (text.indexOf(':') >= 0 && !form.equals(text)) {
      out.add(
          "%s: IPv6 address \"%s\" should be in RFC 5952 canonical format (\"%s\")"
              .formatted(path, text, form));
    }
  }
}
