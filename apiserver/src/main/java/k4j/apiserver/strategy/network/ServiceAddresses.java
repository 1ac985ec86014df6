package k4j.apiserver.strategy.network;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;

/// The cluster's addresses of a service.
final class ServiceAddresses {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> FAMILIES = List.of("IPv4", "IPv6");
  private static final String NONE = "None";

  private ServiceAddresses() {}

  static void check(JsonObject spec, FieldErrors errors) {
    if (spec.string("type").equals("ExternalName")) {
      return;
    }
    List<String> addresses = spec.array("clusterIPs").strings();
    FieldPath path = SPEC.child("clusterIPs");
    String first = spec.string("clusterIP");
    if (!first.isEmpty()) {
      if (addresses.isEmpty()) {
        errors.required(path);
      } else if (!addresses.getFirst().equals(first)) {
        errors.invalid(path, spec.get("clusterIPs"), "first value must match `clusterIP`");
      }
    } else if (!addresses.isEmpty()) {
      errors.invalid(
          path, spec.get("clusterIPs"), "must be empty when `clusterIP` is not specified");
    }
    families(spec.array("ipFamilies"), errors);
    Checks.optionalChoice(
        spec,
        "ipFamilyPolicy",
        List.of("PreferDualStack", "RequireDualStack", "SingleStack"),
        SPEC,
        errors);
    if (addresses.contains(NONE)) {
      if (addresses.size() > 1) {
        errors.invalid(path, spec.get("clusterIPs"), "'None' must be the first and only value");
      }
      return;
    }
    for (int i = 0; i < addresses.size(); i++) {
      errors.invalidEach(path.index(i), addresses.get(i), ValueFormats.ip(addresses.get(i)));
    }
    if (addresses.size() > 2) {
      errors.invalid(path, spec.get("clusterIPs"), "may only hold up to 2 values");
    }
  }

  private static void families(JsonArray families, FieldErrors errors) {
    List<String> names = families.strings();
    for (int i = 0; i < names.size(); i++) {
      FieldPath path = SPEC.child("ipFamilies").index(i);
      if (!FAMILIES.contains(names.get(i))) {
        errors.notSupported(path, names.get(i), FAMILIES);
      } else if (names.indexOf(names.get(i)) < i) {
        errors.duplicate(path, names.get(i));
      }
    }
  }

  /// An address, once given, stays as long as the service is of a kind that has one.
  static void unchanged(JsonObject spec, JsonObject old, FieldErrors errors) {
    if (spec.string("type").equals("ExternalName") || old.string("type").equals("ExternalName")) {
      return;
    }
    List<String> before = old.array("clusterIPs").strings();
    List<String> after = spec.array("clusterIPs").strings();
    if (!before.isEmpty()
        && !before.getFirst().isEmpty()
        && !after.isEmpty()
        && !after.getFirst().equals(before.getFirst())) {
      errors.invalid(
          SPEC.child("clusterIPs").index(0), spec.get("clusterIPs"), "may not change once set");
    }
  }
}
