package k4j.apiserver.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// What a service needs of the cluster's ranges, and how an update carries over what it had. Pure.
final class ServiceNeeds {

  static final String NONE = "None";

  private ServiceNeeds() {}

  static boolean hasAddress(JsonObject spec) {
    return !spec.string("type").equals("ExternalName");
  }

  /// Whether it has one already.
  static boolean isAddressed(JsonObject spec) {
    String address = spec.string("clusterIP");
    return hasAddress(spec) && !address.isEmpty() && !address.equals(NONE);
  }

  static boolean hasNodePorts(JsonObject spec) {
    String type = spec.string("type");
    return type.equals("NodePort")
        || (type.equals("LoadBalancer")
            && !Json.of(false).equals(spec.get("allocateLoadBalancerNodePorts")));
  }

  static boolean hasHealthPort(JsonObject spec) {
    return spec.string("type").equals("LoadBalancer")
        && spec.string("externalTrafficPolicy").equals("Local");
  }

  /// The first node port that is asked for by each number of a port.
  static Map<Long, Long> requested(JsonObject spec) {
    Map<Long, Long> result = new HashMap<>();
    for (JsonObject port : spec.array("ports").objects()) {
      if (port.integer("nodePort") != 0) {
        result.putIfAbsent(port.integer("port"), port.integer("nodePort"));
      }
    }
    return result;
  }

  /// The new spec, in which the client did not repeat what the server had chosen.
  static JsonObject carriedOver(JsonObject spec, @Nullable JsonObject old) {
    JsonObject result = normalized(spec, old);
    if (old == null) {
      return result;
    }
    if (hasAddress(result) && hasAddress(old)) {
      for (String field :
          new String[] {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
        result = filled(result, old, field);
      }
    }
    if (hasNodePorts(result) && hasNodePorts(old)) {
      result = withOldNodePorts(result, old);
    }
    if (hasHealthPort(result) && hasHealthPort(old)) {
      result = filled(result, old, "healthCheckNodePort");
    }
    return dropped(result, old);
  }

  private static JsonObject filled(JsonObject spec, JsonObject old, String field) {
    Json value = old.get(field);
    return spec.has(field) || value == null ? spec : spec.with(field, value);
  }

  /// `clusterIP` is the first of `clusterIPs`; a client may name either, or change only one.
  private static JsonObject normalized(JsonObject spec, @Nullable JsonObject old) {
    String address = spec.string("clusterIP");
    JsonArray all = spec.array("clusterIPs");
    if (address.isEmpty() && old != null && !old.string("clusterIP").isEmpty() && !all.isEmpty()) {
      boolean cleared = all.equals(old.array("clusterIPs"));
      return cleared ? spec.without("clusterIPs") : spec;
    }
    if (!address.isEmpty() && all.isEmpty()) {
      return spec.with("clusterIPs", JsonArray.of(Json.of(address)));
    }
    if (address.isEmpty() && !all.isEmpty() && old == null) {
      return spec.with("clusterIP", all.get(0));
    }
    boolean onlyOneChanged =
        old != null
            && !address.isEmpty()
            && !address.equals(old.string("clusterIP"))
            && all.equals(old.array("clusterIPs"));
    return onlyOneChanged ? spec.with("clusterIPs", JsonArray.of(Json.of(address))) : spec;
  }

  private static JsonObject withOldNodePorts(JsonObject spec, JsonObject old) {
    List<Json> ports = new ArrayList<>();
    List<JsonObject> before = old.array("ports").objects();
    for (JsonObject port : spec.array("ports").objects()) {
      long known = port.has("nodePort") ? 0 : nodePort(before, port);
      ports.add(known == 0 ? port : port.with("nodePort", known));
    }
    return spec.has("ports") ? spec.with("ports", JsonArray.of(ports)) : spec;
  }

  private static long nodePort(List<JsonObject> ports, JsonObject like) {
    for (JsonObject port : ports) {
      if (port.string("protocol").equals(like.string("protocol"))
          && port.integer("port") == like.integer("port")) {
        return port.integer("nodePort");
      }
    }
    return 0;
  }

  /// What the new type has no use for goes, if the client left it as it was.
  private static JsonObject dropped(JsonObject spec, JsonObject old) {
    JsonObject result = spec;
    if (!hasAddress(spec) && hasAddress(old)) {
      for (String field :
          new String[] {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
        result = withoutUnchanged(result, old, field);
      }
      result = withoutUnchanged(result, old, "internalTrafficPolicy");
    }
    if (!hasNodePorts(spec) && hasNodePorts(old)) {
      List<Json> ports = new ArrayList<>();
      for (JsonObject port : result.array("ports").objects()) {
        boolean same = port.integer("nodePort") == nodePort(old.array("ports").objects(), port);
        ports.add(same ? port.without("nodePort") : port);
      }
      result = result.has("ports") ? result.with("ports", JsonArray.of(ports)) : result;
    }
    if (!hasHealthPort(spec)) {
      result = withoutUnchanged(result, old, "healthCheckNodePort");
    }
    if (!spec.string("type").equals("LoadBalancer")) {
      result = withoutUnchanged(result, old, "allocateLoadBalancerNodePorts");
      result = withoutUnchanged(result, old, "loadBalancerClass");
    }
    boolean outside =
        hasNodePorts(spec)
            || spec.string("type").equals("LoadBalancer")
            || !spec.array("externalIPs").isEmpty();
    return outside ? result : withoutUnchanged(result, old, "externalTrafficPolicy");
  }

  private static JsonObject withoutUnchanged(JsonObject spec, JsonObject old, String field) {
    Json value = spec.get(field);
    return value != null && value.equals(old.get(field)) ? spec.without(field) : spec;
  }
}
