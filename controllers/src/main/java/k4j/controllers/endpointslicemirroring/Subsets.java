package k4j.controllers.endpointslicemirroring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.api.core.v1.EndpointSubset;
import k4j.api.core.v1.Endpoints;
import k4j.api.discovery.v1.EndpointPort;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// The endpoints of each family and set of ports that the subsets of Endpoints name, however these
/// are cut: an address that a port has in two subsets counts once, and is ready if it is so in
/// both.
///
/// @param skipped how many addresses were too many
record Subsets(Map<Group, List<JsonObject>> groups, int skipped) {

  /// As many addresses of a subset are mirrored.
  static final int MOST = 1000;

  record Group(String family, JsonArray ports) {}

  private record Address(JsonObject json, boolean ready) {}

  static Subsets of(Endpoints endpoints) {
    Map<JsonObject, Map<String, Address>> byPort = new LinkedHashMap<>();
    for (EndpointSubset subset : endpoints.subsets()) {
      for (JsonObject port : ports(subset)) {
        Map<String, Address> addresses = byPort.computeIfAbsent(port, _ -> new LinkedHashMap<>());
        add(addresses, subset.json().array("addresses"), true);
        add(addresses, subset.json().array("notReadyAddresses"), false);
      }
    }
    Map<Map<String, Address>, List<JsonObject>> byAddresses = new LinkedHashMap<>();
    byPort.forEach((port, addresses) ->
        byAddresses.computeIfAbsent(addresses, _ -> new ArrayList<>()).add(port));
    Map<Group, List<JsonObject>> groups = new LinkedHashMap<>();
    int skipped = 0;
    for (var each : byAddresses.entrySet()) {
      skipped += Math.max(0, each.getKey().size() - MOST);
      List<JsonObject> named = each.getValue().stream().filter(port -> !port.isEmpty()).toList();
      each.getKey().values().stream()
          .limit(MOST)
          .forEach(address ->
              groups
                  .computeIfAbsent(
                      new Group(family(address), JsonArray.of(named)), _ -> new ArrayList<>())
                  .add(endpoint(address)));
    }
    return new Subsets(groups, skipped);
  }

  /// As slices have them; a subset without ports has an empty one here.
  private static Set<JsonObject> ports(EndpointSubset subset) {
    if (subset.ports().isEmpty()) {
      return Set.of(JsonObject.EMPTY);
    }
    Set<JsonObject> ports = new HashSet<>();
    for (var port : subset.ports()) {
      EndpointPort mirrored =
          EndpointPort.EMPTY
              .withName(port.name())
              .withProtocol(port.protocol())
              .withPort(port.port());
      ports.add(
          (port.hasAppProtocol() ? mirrored.withAppProtocol(port.appProtocol()) : mirrored).json());
    }
    return ports;
  }

  private static void add(Map<String, Address> addresses, JsonArray from, boolean ready) {
    for (JsonObject address : from.objects()) {
      addresses.merge(
          address.string("ip"), new Address(address, ready), (old, now) -> old.ready() ? now : old);
    }
  }

  private static String family(Address address) {
    return address.json().string("ip").indexOf(':') >= 0 ? "IPv6" : "IPv4";
  }

  private static JsonObject endpoint(Address address) {
    JsonObject from = address.json();
    JsonObject endpoint =
        JsonObject.EMPTY
            .with("addresses", JsonArray.ofStrings(List.of(from.string("ip"))))
            .with("conditions", JsonObject.builder().put("ready", address.ready()).build());
    for (String kept : List.of("targetRef", "nodeName", "hostname")) {
      var value = from.get(kept);
      if (value != null) {
        endpoint = endpoint.with(kept, value);
      }
    }
    return endpoint;
  }
}
