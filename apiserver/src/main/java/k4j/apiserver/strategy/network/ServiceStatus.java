package k4j.apiserver.strategy.network;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;

/// Where the load balancer of a service stands.
final class ServiceStatus {

  private static final FieldPath INGRESS = FieldPath.of("status").child("loadBalancer", "ingress");
  private static final List<String> MODES = List.of("Proxy", "VIP");

  private ServiceStatus() {}

  static void check(JsonObject status, JsonObject spec, FieldErrors errors) {
    JsonArray ingress = status.object("loadBalancer").array("ingress");
    if (!spec.string("type").equals("LoadBalancer") && !ingress.isEmpty()) {
      errors.forbidden(INGRESS, "may only be used when `spec.type` is 'LoadBalancer'");
      return;
    }
    for (int i = 0; i < ingress.size(); i++) {
      one(ingress.object(i), INGRESS.index(i), errors);
    }
  }

  private static void one(JsonObject ingress, FieldPath path, FieldErrors errors) {
    String ip = ingress.string("ip");
    if (!ip.isEmpty()) {
      errors.invalidEach(path.child("ip"), ip, ValueFormats.ip(ip));
    }
    FieldPath mode = path.child("ipMode");
    if (!ingress.has("ipMode")) {
      if (!ip.isEmpty()) {
        errors.required(mode, "must be specified when `ip` is set");
      }
    } else if (ip.isEmpty()) {
      errors.forbidden(mode, "may not be specified when `ip` is not set");
    } else if (!MODES.contains(ingress.string("ipMode"))) {
      errors.notSupported(mode, ingress.string("ipMode"), MODES);
    }
    String host = ingress.string("hostname");
    if (!host.isEmpty()) {
      errors.invalidEach(path.child("hostname"), host, Formats.dnsSubdomain(host));
      if (ValueFormats.address(host) != null) {
        errors.invalid(path.child("hostname"), host, "must be a DNS name, not an IP address");
      }
    }
  }
}
