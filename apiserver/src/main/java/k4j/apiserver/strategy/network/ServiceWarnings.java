package k4j.apiserver.strategy.network;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.warning.AddressForms;
import k4j.apiserver.strategy.warning.RangeForms;

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
    FieldPath path = FieldPath.of("spec");
    if (!headless) {
      AddressForms.each(spec.array("clusterIPs").strings(), path.child("clusterIPs"), out);
    }
    if (headless) {
      headless(spec, out);
    }
    AddressForms.each(external, path.child("externalIPs"), out);
    if (!external.isEmpty() && !headless && !named) {
      out.add("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
    }
    if (!spec.string("loadBalancerIP").isEmpty()) {
      AddressForms.one(spec.string("loadBalancerIP"), path.child("loadBalancerIP"), out);
    }
    String ranges = "loadBalancerSourceRanges";
    RangeForms.each(spec.array(ranges).strings(), path.child(ranges), out);
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
}
