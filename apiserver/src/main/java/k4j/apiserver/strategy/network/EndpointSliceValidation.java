package k4j.apiserver.strategy.network;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;

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
      String node = endpoints.object(i).string("nodeName");
      if (!node.isEmpty()) {
        errors.invalidEach(path.index(i).child("nodeName"), node, Formats.dnsSubdomain(node));
      }
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
    } else if (type.equals("IPv4") != address instanceof Inet4Address) {
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
      Checks.choice(port, "protocol", PROTOCOLS, path.index(i), errors);
    }
  }

  @Override
  public void update(JsonObject slice, JsonObject old, String subresource, FieldErrors errors) {
    create(slice, errors);
    Checks.immutable(slice, old, "addressType", FieldPath.ROOT, errors);
  }
}
