package k4j.apiserver.strategy.network;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ObjectMetaValidation;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;

/// Services.
public final class ServiceValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> POLICIES = List.of("Cluster", "Local");
  private static final String NONE = "None";

  @Override
  public void create(JsonObject service, FieldErrors errors) {
    JsonObject spec = service.object("spec");
    String type = spec.string("type");
    boolean headless = spec.array("clusterIPs").strings().contains(NONE);
    typed(spec, type, headless, errors);
    ports(spec, errors);
    ObjectMetaValidation.labels(spec.object("selector"), SPEC.child("selector"), errors);
    Checks.choice(spec, "sessionAffinity", List.of("ClientIP", "None"), SPEC, errors);
    affinity(spec, errors);
    if (type.isEmpty()) {
      errors.required(SPEC.child("type"));
    } else if (!TYPES.contains(type)) {
      errors.notSupported(SPEC.child("type"), type, TYPES);
    }
    externalIps(spec.array("externalIPs"), errors);
    nodePorts(spec, type, errors);
    balancer(spec, type, errors);
    traffic(spec, type, errors);
    ServiceAddresses.check(spec, errors);
  }

  private static void typed(JsonObject spec, String type, boolean headless, FieldErrors errors) {
    if (spec.array("ports").isEmpty() && !headless && !type.equals("ExternalName")) {
      errors.required(SPEC.child("ports"));
    }
    switch (type) {
      case "LoadBalancer", "NodePort" -> {
        if (headless) {
          errors.invalid(
              SPEC.child("clusterIPs").index(0),
              NONE,
              "may not be set to 'None' for " + type + " services");
        }
      }
      case "ExternalName" -> externalName(spec, errors);
      default -> {}
    }
  }

  private static void externalName(JsonObject spec, FieldErrors errors) {
    for (String field : new String[] {"clusterIPs", "ipFamilies", "ipFamilyPolicy"}) {
      if (spec.has(field)) {
        errors.forbidden(SPEC.child(field), "may not be set for ExternalName services");
      }
    }
    String name = spec.string("externalName");
    if (name.isEmpty()) {
      errors.required(SPEC.child("externalName"));
    } else {
      String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
      errors.invalidEach(SPEC.child("externalName"), plain, Formats.dnsSubdomain(plain));
    }
  }

  private static void ports(JsonObject spec, FieldErrors errors) {
    JsonArray ports = spec.array("ports");
    var names = new HashSet<String>();
    for (int i = 0; i < ports.size(); i++) {
      port(ports.object(i), ports.size() > 1, names, SPEC.child("ports").index(i), errors);
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < ports.size(); i++) {
      JsonObject port = ports.object(i);
      if (!seen.add(port.string("protocol") + "/" + port.integer("port"))) {
        JsonObject key =
            JsonObject.EMPTY
                .with("protocol", port.string("protocol"))
                .with("port", port.integer("port"));
        errors.duplicate(SPEC.child("ports").index(i), key);
      }
    }
  }

  private static void port(
      JsonObject port, boolean several, Set<String> names, FieldPath path, FieldErrors errors) {
    String name = port.string("name");
    if (several && name.isEmpty()) {
      errors.required(path.child("name"));
    } else if (!name.isEmpty()) {
      errors.invalidEach(path.child("name"), name, Formats.dnsLabel(name));
      if (!names.add(name)) {
        errors.duplicate(path.child("name"), name);
      }
    }
    long number = port.integer("port");
    ValueFormats.portNumber(number)
        .forEach(wrong -> errors.invalid(path.child("port"), number, wrong));
    Checks.choice(port, "protocol", PROTOCOLS, path, errors);
    Json target = port.get("targetPort");
    switch (target) {
      case JsonString text ->
          errors.invalidEach(
              path.child("targetPort"), text.value(), ValueFormats.portName(text.value()));
      case JsonInteger n ->
          ValueFormats.portNumber(n.value())
              .forEach(wrong -> errors.invalid(path.child("targetPort"), n.value(), wrong));
      case null, default -> {}
    }
    if (port.get("appProtocol") instanceof JsonString protocol) {
      errors.invalidEach(
          path.child("appProtocol"), protocol.value(), Formats.qualifiedName(protocol.value()));
    }
  }

  private static void affinity(JsonObject spec, FieldErrors errors) {
    FieldPath path = SPEC.child("sessionAffinityConfig");
    if (spec.string("sessionAffinity").equals("None") && spec.has("sessionAffinityConfig")) {
      errors.forbidden(path, "must not be set when session affinity is None");
    }
    if (spec.string("sessionAffinity").equals("ClientIP")) {
      long seconds =
          spec.object("sessionAffinityConfig").object("clientIP").integer("timeoutSeconds");
      if (seconds <= 0 || seconds > 86_400) {
        errors.invalid(
            path.child("clientIP", "timeoutSeconds"),
            seconds,
            "must be greater than 0 and less than 86400");
      }
    }
  }

  private static void externalIps(JsonArray addresses, FieldErrors errors) {
    for (int i = 0; i < addresses.size(); i++) {
      String text = addresses.get(i) instanceof JsonString s ? s.value() : "";
      FieldPath path = SPEC.child("externalIPs").index(i);
      InetAddress address = ValueFormats.address(text);
      if (address == null) {
        errors.invalidEach(path, text, ValueFormats.ip(text));
      } else if (address.isAnyLocalAddress()) {
        errors.invalid(path, text, "may not be unspecified (" + text + ")");
      } else if (address.isLoopbackAddress()) {
        errors.invalid(path, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
      } else if (address.isLinkLocalAddress()) {
        errors.invalid(
            path, text, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
      }
    }
  }

  private static void nodePorts(JsonObject spec, String type, FieldErrors errors) {
    JsonArray ports = spec.array("ports");
    var taken = new HashSet<String>();
    for (int i = 0; i < ports.size(); i++) {
      JsonObject port = ports.object(i);
      long number = port.integer("nodePort");
      FieldPath path = SPEC.child("ports").index(i).child("nodePort");
      if (number != 0 && type.equals("ClusterIP")) {
        errors.forbidden(path, "may not be used when `type` is 'ClusterIP'");
      }
      if (number != 0 && !taken.add(port.string("protocol") + "/" + number)) {
        errors.duplicate(path, Json.of(number));
      }
    }
  }

  private static void balancer(JsonObject spec, String type, FieldErrors errors) {
    if (type.equals("LoadBalancer")) {
      loadBalancer(spec, errors);
      return;
    }
    String forbidden = "may only be used when `type` is 'LoadBalancer'";
    if (spec.has("loadBalancerSourceRanges")) {
      errors.forbidden(SPEC.child("LoadBalancerSourceRanges"), forbidden);
    }
    for (String field : new String[] {"allocateLoadBalancerNodePorts", "loadBalancerClass"}) {
      if (spec.has(field)) {
        errors.forbidden(SPEC.child(field), forbidden);
      }
    }
  }

  private static void loadBalancer(JsonObject spec, FieldErrors errors) {
    List<String> ranges = spec.array("loadBalancerSourceRanges").strings();
    for (int i = 0; i < ranges.size(); i++) {
      String range = ranges.get(i).strip();
      errors.invalidEach(
          SPEC.child("LoadBalancerSourceRanges").index(i), range, ValueFormats.cidr(range));
    }
    if (!spec.has("allocateLoadBalancerNodePorts")) {
      errors.required(SPEC.child("allocateLoadBalancerNodePorts"));
    }
    if (spec.get("loadBalancerClass") instanceof JsonString name) {
      errors.invalidEach(
          SPEC.child("loadBalancerClass"), name.value(), Formats.qualifiedName(name.value()));
    }
  }

  private static void traffic(JsonObject spec, String type, FieldErrors errors) {
    boolean reachable =
        type.equals("NodePort")
            || type.equals("LoadBalancer")
            || (type.equals("ClusterIP") && !spec.array("externalIPs").isEmpty());
    String external = spec.string("externalTrafficPolicy");
    FieldPath path = SPEC.child("externalTrafficPolicy");
    if (!reachable) {
      if (!external.isEmpty()) {
        errors.invalid(path, external, "may only be set for externally-accessible services");
      }
    } else {
      Checks.choice(spec, "externalTrafficPolicy", POLICIES, SPEC, errors);
    }
    boolean local = type.equals("LoadBalancer") && external.equals("Local");
    healthPort(spec.integer("healthCheckNodePort"), local, errors);
    if (TYPES.contains(type) && !type.equals("ExternalName")) {
      if (!spec.has("internalTrafficPolicy")) {
        errors.required(SPEC.child("internalTrafficPolicy"));
      }
      Checks.optionalChoice(spec, "internalTrafficPolicy", POLICIES, SPEC, errors);
    }
    Checks.optionalChoice(
        spec,
        "trafficDistribution",
        List.of("PreferClose", "PreferSameZone", "PreferSameNode"),
        SPEC,
        errors);
  }

  private static void healthPort(long port, boolean local, FieldErrors errors) {
    FieldPath path = SPEC.child("healthCheckNodePort");
    if (!local) {
      if (port != 0) {
        errors.invalid(
            path,
            port,
            "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is"
                + " 'Local'");
      }
    } else if (port == 0) {
      errors.required(path);
    } else {
      ValueFormats.portNumber(port).forEach(wrong -> errors.invalid(path, port, wrong));
    }
  }

  @Override
  public List<String> warnings(JsonObject service) {
    return ServiceWarnings.of(service);
  }

  @Override
  public void update(JsonObject service, JsonObject old, String subresource, FieldErrors errors) {
    JsonObject spec = service.object("spec");
    if (!subresource.isEmpty()) {
      ServiceStatus.check(service.object("status"), spec, errors);
      return;
    }
    ServiceAddresses.unchanged(spec, old.object("spec"), errors);
    balanced(spec, old.object("spec"), errors);
    create(service, errors);
  }

  private static void balanced(JsonObject spec, JsonObject old, FieldErrors errors) {
    boolean balanced = spec.string("type").equals("LoadBalancer");
    if (!balanced || !old.string("type").equals("LoadBalancer")) {
      return;
    }
    if (!Objects.equals(spec.get("loadBalancerClass"), old.get("loadBalancerClass"))) {
      errors.invalid(
          SPEC.child("loadBalancerClass"),
          spec.get("loadBalancerClass"),
          "may not change once set");
    }
    boolean local = spec.string("externalTrafficPolicy").equals("Local");
    boolean wasLocal = old.string("externalTrafficPolicy").equals("Local");
    if (local
        && wasLocal
        && spec.integer("healthCheckNodePort") != old.integer("healthCheckNodePort")) {
      errors.forbidden(SPEC.child("healthCheckNodePort"), "field is immutable");
    }
  }
}
