package k4j.apiserver.strategy.network;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Validation;

/// Ingresses.
public final class IngressValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> PATH_TYPES =
      List.of("Exact", "ImplementationSpecific", "Prefix");
  private static final List<String> INVALID_SEQUENCES = List.of("//", "/./", "/../", "%2f", "%2F");
  private static final List<String> INVALID_ENDS = List.of("/..", "/.");
  private static final String CLASS = "kubernetes.io/ingress.class";

  @Override
  public void create(JsonObject ingress, FieldErrors errors) {
    JsonObject spec = ingress.object("spec");
    spec(spec, errors);
    String annotated = ingress.object("metadata").object("annotations").string(CLASS);
    if (!annotated.isEmpty()
        && spec.has("ingressClassName")
        && !annotated.equals(spec.string("ingressClassName"))) {
      errors.invalid(
          FieldPath.of("metadata").child("annotations").key(CLASS),
          annotated,
          "must match `ingressClassName` when both are specified");
    }
  }

  private static void spec(JsonObject spec, FieldErrors errors) {
    JsonArray rules = spec.array("rules");
    if (rules.isEmpty() && !spec.has("defaultBackend")) {
      errors.invalid(
          SPEC,
          spec.isEmpty() ? null : spec,
          "either `defaultBackend` or `rules` must be specified");
    }
    if (spec.has("defaultBackend")) {
      backend(spec.object("defaultBackend"), SPEC.child("defaultBackend"), errors);
    }
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.object(i), SPEC.child("rules").index(i), errors);
    }
    tls(spec.array("tls"), errors);
    String name = spec.string("ingressClassName");
    if (spec.has("ingressClassName")) {
      errors.invalidEach(SPEC.child("ingressClassName"), name, Formats.dnsSubdomain(name));
    }
  }

  private static void tls(JsonArray tls, FieldErrors errors) {
    for (int i = 0; i < tls.size(); i++) {
      FieldPath path = SPEC.child("tls").index(i);
      List<String> hosts = tls.object(i).array("hosts").strings();
      for (int j = 0; j < hosts.size(); j++) {
        host(hosts.get(j), path.child("hosts").index(j), errors);
      }
      String secret = tls.object(i).string("secretName");
      if (!secret.isEmpty()) {
        errors.invalidEach(path.child("secretName"), secret, Formats.dnsSubdomain(secret));
      }
    }
  }

  private static void host(String host, FieldPath path, FieldErrors errors) {
    errors.invalidEach(
        path,
        host,
        host.contains("*") ? Formats.wildcardSubdomain(host) : Formats.dnsSubdomain(host));
  }

  private static void rule(JsonObject rule, FieldPath path, FieldErrors errors) {
    String host = rule.string("host");
    if (!host.isEmpty()) {
      if (ValueFormats.address(host) != null) {
        errors.invalid(path.child("host"), host, "must be a DNS name, not an IP address");
      }
      host(host, path.child("host"), errors);
    }
    if (!rule.has("http")) {
      return;
    }
    JsonArray paths = rule.object("http").array("paths");
    FieldPath at = path.child("http", "paths");
    if (paths.isEmpty()) {
      errors.required(at);
    }
    for (int i = 0; i < paths.size(); i++) {
      path(paths.object(i), at.index(i), errors);
    }
  }

  private static void path(JsonObject entry, FieldPath path, FieldErrors errors) {
    String type = entry.string("pathType");
    String text = entry.string("path");
    if (!entry.has("pathType")) {
      errors.required(path.child("pathType"), "pathType must be specified");
      return;
    }
    if (!PATH_TYPES.contains(type)) {
      errors.notSupported(path.child("pathType"), type, PATH_TYPES);
    } else if (type.equals("ImplementationSpecific")) {
      if (!text.isEmpty() && !text.startsWith("/")) {
        errors.invalid(path.child("path"), text, "must be an absolute path");
      }
    } else {
      exact(text, path.child("path"), errors);
    }
    backend(entry.object("backend"), path.child("backend"), errors);
  }

  private static void exact(String text, FieldPath path, FieldErrors errors) {
    if (!text.startsWith("/")) {
      errors.invalid(path, text, "must be an absolute path");
    }
    if (text.isEmpty()) {
      return;
    }
    for (String sequence : INVALID_SEQUENCES) {
      if (text.contains(sequence)) {
        errors.invalid(path, text, "must not contain '" + sequence + "'");
      }
    }
    for (String end : INVALID_ENDS) {
      if (text.endsWith(end)) {
        errors.invalid(path, text, "cannot end with '" + end + "'");
      }
    }
  }

  private static void backend(JsonObject backend, FieldPath path, FieldErrors errors) {
    boolean resource = backend.has("resource");
    boolean service = backend.has("service");
    if (resource && service) {
      errors.invalid(path, "", "cannot set both resource and service backends");
    } else if (service) {
      service(backend.object("service"), path, errors);
    } else if (resource) {
      References.typed(backend.object("resource"), path.child("resource"), errors);
    } else {
      errors.invalid(path, "", "resource or service backend is required");
    }
  }

  private static void service(JsonObject service, FieldPath path, FieldErrors errors) {
    String name = service.string("name");
    FieldPath at = path.child("service", "name");
    if (name.isEmpty()) {
      errors.required(at);
    } else {
      errors.invalidEach(at, name, Formats.dnsLabel(name));
    }
    JsonObject port = service.object("port");
    String portName = port.string("name");
    long number = port.integer("number");
    if (!portName.isEmpty() && number != 0) {
      errors.invalid(path, "", "cannot set both port name & port number");
    } else if (!portName.isEmpty()) {
      errors.invalidEach(
          path.child("service").child("port", "name"), portName, ValueFormats.portName(portName));
    } else if (number != 0) {
      ValueFormats.portNumber(number)
          .forEach(wrong ->
              errors.invalid(path.child("service").child("port", "number"), number, wrong));
    } else {
      errors.required(path, "port name or number is required");
    }
  }

  @Override
  public void update(JsonObject ingress, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      spec(ingress.object("spec"), errors);
      return;
    }
    JsonArray points = ingress.object("status").object("loadBalancer").array("ingress");
    FieldPath path = FieldPath.of("status").child("loadBalancer", "ingress");
    for (int i = 0; i < points.size(); i++) {
      JsonObject point = points.object(i);
      String ip = point.string("ip");
      if (!ip.isEmpty()) {
        errors.invalidEach(path.index(i).child("ip"), ip, ValueFormats.ip(ip));
      }
      String host = point.string("hostname");
      if (!host.isEmpty()) {
        FieldPath at = path.index(i).child("hostname");
        errors.invalidEach(at, host, Formats.dnsSubdomain(host));
        if (ValueFormats.address(host) != null) {
          errors.invalid(at, host, "must be a DNS name, not an IP address");
        }
      }
    }
  }

  @Override
  public List<String> warnings(JsonObject ingress) {
    String annotation = "kubernetes.io/ingress.class";
    return ingress.object("metadata").object("annotations").has(annotation)
        ? List.of(
            "annotation \"%s\" is deprecated, please use 'spec.ingressClassName' instead"
                .formatted(annotation))
        : List.of();
  }

  @Override
  public List<String> warnings(JsonObject ingress, JsonObject old) {
    return List.of();
  }
}
