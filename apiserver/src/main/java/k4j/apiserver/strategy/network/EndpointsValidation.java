package k4j.apiserver.strategy.network;

import java.util.ArrayList;
import java.util.List;
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

/// The endpoints of services in their old form.
public final class EndpointsValidation implements Validation {

  private static final FieldPath SUBSETS = FieldPath.of("subsets");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

  @Override
  public void create(JsonObject endpoints, FieldErrors errors) {
    JsonArray subsets = endpoints.array("subsets");
    for (int i = 0; i < subsets.size(); i++) {
      subset(subsets.object(i), SUBSETS.index(i), errors);
    }
  }

  @Override
  public void update(JsonObject endpoints, JsonObject old, String subresource, FieldErrors errors) {
    if (!endpoints.array("subsets").equals(old.array("subsets"))) {
      create(endpoints, errors);
    }
  }

  private static void subset(JsonObject subset, FieldPath path, FieldErrors errors) {
    JsonArray ready = subset.array("addresses");
    JsonArray others = subset.array("notReadyAddresses");
    if (ready.isEmpty() && others.isEmpty()) {
      errors.required(path, "must specify `addresses` or `notReadyAddresses`");
    }
    for (int i = 0; i < ready.size(); i++) {
      address(ready.object(i), path.child("addresses").index(i), errors);
    }
    for (int i = 0; i < others.size(); i++) {
      address(others.object(i), path.child("notReadyAddresses").index(i), errors);
    }
    JsonArray ports = subset.array("ports");
    for (int i = 0; i < ports.size(); i++) {
      port(ports.object(i), ports.size() > 1, path.child("ports").index(i), errors);
    }
  }

  private static void address(JsonObject address, FieldPath path, FieldErrors errors) {
    String ip = address.string("ip");
    errors.invalidEach(path.child("ip"), ip, ValueFormats.ip(ip));
    String host = address.string("hostname");
    if (!host.isEmpty()) {
      errors.invalidEach(path.child("hostname"), host, Formats.dnsLabel(host));
    }
    if (address.get("nodeName") instanceof JsonString node) {
      errors.invalidEach(path.child("nodeName"), node.value(), Formats.dnsSubdomain(node.value()));
    }
    EndpointAddresses.reachable(ip, path.child("ip"), errors);
  }

  private static void port(JsonObject port, boolean named, FieldPath path, FieldErrors errors) {
    String name = port.string("name");
    if (!name.isEmpty()) {
      errors.invalidEach(path.child("name"), name, Formats.dnsLabel(name));
    } else if (named) {
      errors.required(path.child("name"));
    }
    long number = port.integer("port");
    ValueFormats.portNumber(number)
        .forEach(wrong -> errors.invalid(path.child("port"), number, wrong));
    Checks.choice(port, "protocol", PROTOCOLS, path, errors);
    if (port.get("appProtocol") instanceof JsonString protocol) {
      errors.invalidEach(
          path.child("appProtocol"), protocol.value(), Formats.qualifiedName(protocol.value()));
    }
  }

  @Override
  public List<String> warnings(JsonObject endpoints) {
    var out = new ArrayList<String>();
    out.add("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
    JsonArray subsets = endpoints.array("subsets");
    for (int i = 0; i < subsets.size(); i++) {
      for (String list : new String[] {"addresses", "notReadyAddresses"}) {
        JsonArray addresses = subsets.object(i).array(list);
        for (int j = 0; j < addresses.size(); j++) {
          FieldPath path = FieldPath.of("subsets").index(i).child(list).index(j).child("ip");
          AddressForms.one(addresses.object(j).string("ip"), path, out);
        }
      }
    }
    return List.copyOf(out);
  }
}
