package k4j.apiserver.strategy.pod;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;

/// What a status update may say about a pod.
final class PodStatusValidation {

  private static final FieldPath STATUS = FieldPath.of("status");
  private static final Set<String> SYSTEM = Set.of("PodScheduled", "Ready", "Initialized");

  private PodStatusValidation() {}

  static void update(JsonObject pod, JsonObject old, FieldErrors errors) {
    JsonObject spec = old.object("spec");
    JsonObject status = pod.object("status");
    JsonObject before = old.object("status");
    conditions(status.array("conditions"), errors);
    nominated(status, before, spec, errors);
    if (status.integer("observedGeneration") < 0) {
      errors.invalid(
          STATUS.child("observedGeneration"),
          status.integer("observedGeneration"),
          "must be a non-negative integer");
    }
    if (!status.string("qosClass").equals(before.string("qosClass"))) {
      errors.invalid(STATUS.child("qosClass"), status.string("qosClass"), "field is immutable");
    }
    ContainerTransitions.check(status, before, spec, errors);
    claims(status.array("resourceClaimStatuses"), spec.array("resourceClaims"), errors);
    addresses("podIPs", status, before, errors);
    JsonArray hosts = status.array("hostIPs");
    if (!hosts.isEmpty() && !hosts.object(0).string("ip").equals(status.string("hostIP"))) {
      errors.invalid(
          STATUS.child("hostIPs").index(0).child("ip"),
          hosts.object(0).string("ip"),
          "must be equal to `hostIP`");
    }
    addresses("hostIPs", status, before, errors);
  }

  private static void conditions(JsonArray conditions, FieldErrors errors) {
    for (int i = 0; i < conditions.size(); i++) {
      JsonObject condition = conditions.object(i);
      FieldPath path = STATUS.child("conditions").index(i);
      long generation = condition.integer("observedGeneration");
      if (generation < 0) {
        errors.invalid(
            path.child("observedGeneration"), generation, "must be a non-negative integer");
      }
      String type = condition.string("type");
      if (!SYSTEM.contains(type)) {
        errors.invalidEach(path.child("Type"), type, Formats.qualifiedName(type));
      }
    }
  }

  private static void nominated(
      JsonObject status, JsonObject old, JsonObject spec, FieldErrors errors) {
    String node = status.string("nominatedNodeName");
    if (node.isEmpty() || node.equals(old.string("nominatedNodeName"))) {
      return;
    }
    FieldPath path = STATUS.child("nominatedNodeName");
    errors.invalidEach(path, node, Formats.dnsSubdomain(node));
    if (!spec.string("nodeName").isEmpty()) {
      errors.forbidden(path, "may not be set on pods that are already bound to a node");
    }
  }

  private static void claims(JsonArray statuses, JsonArray claims, FieldErrors errors) {
    Set<String> names = new HashSet<>();
    claims.objects().forEach(claim -> names.add(claim.string("name")));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < statuses.size(); i++) {
      JsonObject status = statuses.object(i);
      FieldPath path = STATUS.child("resourceClaimStatuses").index(i);
      String name = status.string("name");
      if (!names.contains(name)) {
        errors.invalid(
            path.child("name"), name, "must match the name of an entry in `spec.resourceClaims`");
      }
      if (!seen.add(name)) {
        errors.duplicate(path.child("name"), name);
      }
      if (status.has("resourceClaimName")) {
        String claim = status.string("resourceClaimName");
        errors.invalidEach(path.child("resourceClaimName"), claim, Formats.dnsSubdomain(claim));
      }
    }
  }

  /// Addresses that were there before may stay, whatever they are.
  private static void addresses(
      String field, JsonObject status, JsonObject old, FieldErrors errors) {
    FieldPath path = STATUS.child(field);
    List<String> all = texts(status.array(field));
    List<String> before = texts(old.array(field));
    for (int i = 0; i < all.size(); i++) {
      if (!before.contains(all.get(i))) {
        errors.invalidEach(path.index(i), all.get(i), ValueFormats.ip(all.get(i)));
      }
    }
    if (all.size() < 2) {
      return;
    }
    Set<Integer> families = new HashSet<>();
    all.stream()
        .map(ValueFormats::address)
        .filter(Objects::nonNull)
        .map(InetAddress::getAddress)
        .forEach(bytes -> families.add(bytes.length));
    if (families.size() < 2 || all.size() > 2) {
      JsonArray shown =
          JsonArray.of(all.stream().map(ip -> (Json) JsonObject.EMPTY.with("IP", ip)).toList());
      errors.invalid(path, shown, "may specify no more than one IP for each IP family");
    }
  }

  private static List<String> texts(JsonArray addresses) {
    return addresses.objects().stream().map(each -> each.string("ip")).toList();
  }
}
