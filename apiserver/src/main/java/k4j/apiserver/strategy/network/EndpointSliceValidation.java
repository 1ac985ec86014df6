package k4j.apiserver.strategy.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.warning.AddressForms;

/// Endpoint slices.
public final class EndpointSliceValidation implements Validation {

  private static final List<String> TYPES = List.of("FQDN", "IPv4", "IPv6");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final int MAX_ENDPOINTS = 1000;
  private static final int MAX_ADDRESSES = 100;

  @Override
  public void create(JsonObject slice, FieldErrors errors) {
    Checks.choice(slice, "addressType", TYPES, FieldPath.ROOT, errors);
    endpoints(slice.array("endpoints"), slice.string("addressType"), errors);
    ports(slice.array("ports"), errors);
  }

  private static void endpoints(JsonArray endpoints, String type, FieldErrors errors) {
    FieldPath path = FieldPath.of("endpoints");
    if (endpoints.size() > MAX_ENDPOINTS) {
      errors.tooMany(path, endpoints.size(), MAX_ENDPOINTS);
      return;
    }
    for (int i = 0; i < endpoints.size(); i++) {
      List<String> addresses = endpoints.object(i).array("addresses").strings();
      FieldPath at = path.index(i).child("addresses");
      if (addresses.isEmpty()) {
        errors.required(at, "must contain at least 1 address");
      } else if (addresses.size() > MAX_ADDRESSES) {
        errors.tooMany(at, addresses.size(), MAX_ADDRESSES);
      }
      for (int j = 0; j < addresses.size(); j++) {
        address(addresses.get(j), type, at.index(j), errors);
      }
      endpoint(endpoints.object(i), path.index(i), errors);
    }
  }

  private static void endpoint(JsonObject endpoint, FieldPath path, FieldErrors errors) {
    if (endpoint.get("nodeName") instanceof JsonString node) {
      errors.invalidEach(path.child("nodeName"), node.value(), Formats.dnsSubdomain(node.value()));
    }
    if (endpoint.get("hostname") instanceof JsonString host) {
      errors.invalidEach(path.child("hostname"), host.value(), Formats.dnsLabel(host.value()));
    }
    hints(endpoint.object("hints"), "forZones", path, errors);
    hints(endpoint.object("hints"), "forNodes", path, errors);
  }

  private static void hints(JsonObject hints, String field, FieldPath path, FieldErrors errors) {
    JsonArray all = hints.array(field);
    FieldPath at = path.child("hints", field);
    if (all.size() > 8) {
      errors.tooMany(at, all.size(), 8);
      return;
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < all.size(); i++) {
      String name = all.object(i).string("name");
      if (!seen.add(name)) {
        errors.duplicate(at.index(i).child("name"), name);
        continue;
      }
      errors.invalidEach(
          at.index(i).child("name"),
          name,
          field.equals("forZones") ? Formats.labelValue(name) : Formats.dnsSubdomain(name));
    }
  }

  private static void address(String text, String type, FieldPath path, FieldErrors errors) {
    if (type.equals("FQDN")) {
      errors.invalidEach(path, text, Formats.dnsSubdomain(text));
      return;
    }
    InetAddress address = ValueFormats.address(text);
    if (address == null) {
      errors.invalidEach(path, text, ValueFormats.ip(text));
    } else if (TYPES.contains(type) && type.equals("IPv4") != address instanceof Inet4Address) {
      errors.invalid(path, text, "must be an " + type + " address");
    }
  }

  private static void ports(JsonArray ports, FieldErrors errors) {
    FieldPath path = FieldPath.of("ports");
    var names = new HashSet<String>();
    for (int i = 0; i < ports.size(); i++) {
      JsonObject port = ports.object(i);
      String name = port.string("name");
      if (!name.isEmpty()) {
        errors.invalidEach(path.index(i).child("name"), name, Formats.dnsLabel(name));
      }
      if (!names.add(name)) {
        errors.duplicate(path.index(i).child("name"), name);
      }
      if (!port.has("protocol")) {
        errors.required(path.index(i).child("protocol"));
      }
      Checks.optionalChoice(port, "protocol", PROTOCOLS, path.index(i), errors);
      if (port.get("appProtocol") instanceof JsonString protocol) {
        errors.invalidEach(
            path.index(i).child("appProtocol"),
            protocol.value(),
            Formats.qualifiedName(protocol.value()));
      }
    }
  }

  @Override
  public void update(JsonObject slice, JsonObject old, String subresource, FieldErrors errors) {
    Checks.choice(slice, "addressType", TYPES, FieldPath.ROOT, errors);
    if (!Objects.equals(slice.get("endpoints"), old.get("endpoints"))) {
      endpoints(slice.array("endpoints"), slice.string("addressType"), errors);
    }
    ports(slice.array("ports"), errors);
    Checks.immutable(slice, old, "addressType", FieldPath.ROOT, errors);
  }

  @Override
  public List<String> warnings(JsonObject slice) {
    var out = new ArrayList<String>();
    if (slice.string("addressType").equals("FQDN")) {
      out.add("spec.addressType: FQDN endpoints are deprecated");
    }
    out.addAll(forms(slice));
    return List.copyOf(out);
  }

  @Override
  public List<String> warnings(JsonObject slice, JsonObject old) {
    return forms(slice);
  }

  private static List<String> forms(JsonObject slice) {
    var out = new ArrayList<String>();
    JsonArray endpoints = slice.array("endpoints");
    boolean named = slice.string("addressType").equals("FQDN");
    for (int i = 0; i < endpoints.size() && !named; i++) {
      FieldPath path = FieldPath.of("endpoints").index(i).child("addresses");
      AddressForms.each(endpoints.object(i).array("addresses").strings(), path, out);
    }
    return out;
  }
}
