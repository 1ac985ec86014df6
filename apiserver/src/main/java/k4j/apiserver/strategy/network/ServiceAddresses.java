package k4j.apiserver.strategy.network;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;

/// The cluster's addresses of a service.
public final class ServiceAddresses {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> FAMILIES = List.of("IPv4", "IPv6");
  private static final String NONE = "None";

  private ServiceAddresses() {}

  public static void check(JsonObject spec, FieldErrors errors) {
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
        for (int i = 1; i < addresses.size(); i++) {
          errors.invalidEach(path.index(i), addresses.get(i), ValueFormats.ip(addresses.get(i)));
        }
      }
      return;
    }
    for (int i = 0; i < addresses.size(); i++) {
      errors.invalidEach(path.index(i), addresses.get(i), ValueFormats.ip(addresses.get(i)));
    }
    if (addresses.size() > 2) {
      errors.invalid(path, spec.get("clusterIPs"), "may only hold up to 2 values");
    }
    boolean valid = addresses.stream().allMatch(each -> ValueFormats.ip(each).isEmpty());
    if (valid && addresses.size() > 1) {
      boolean dual = addresses.get(0).contains(":") != addresses.get(1).contains(":");
      if (!dual || addresses.size() > 2) {
        errors.invalid(
            path, spec.get("clusterIPs"), "may specify no more than one IP for each IP family");
      }
    }
    if (valid) {
      inFamily(addresses, spec.array("ipFamilies").strings(), path, errors);
    }
  }

  private static void inFamily(
      List<String> addresses, List<String> families, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < Math.min(addresses.size(), families.size()); i++) {
      String family = addresses.get(i).contains(":") ? "IPv6" : "IPv4";
      if (FAMILIES.contains(families.get(i)) && !families.get(i).equals(family)) {
        errors.invalid(
            path.index(i),
            addresses.get(i),
            "expected an %s value as indicated by `ipFamilies[%d]`".formatted(families.get(i), i));
      }
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
    boolean headless = isHeadless(spec);
    boolean wasHeadless = isHeadless(old);
    if (!headless || !wasHeadless) {
      kept("clusterIPs", "clusterIP", spec, old, errors);
    }
    if (!headless && !wasHeadless) {
      kept("ipFamilies", "ipFamily", spec, old, errors);
    }
  }

  private static boolean isHeadless(JsonObject spec) {
    return spec.array("clusterIPs").strings().equals(List.of(NONE));
  }

  /// The first stays; a second may come, or go if that is said.
  private static void kept(
      String field, String what, JsonObject spec, JsonObject old, FieldErrors errors) {
    List<String> before = old.array(field).strings();
    List<String> after = spec.array(field).strings();
    FieldPath path = SPEC.child(field);
    String change = "may not change once set";
    if (before.size() == after.size()) {
      for (int i = 0; i < after.size(); i++) {
        if (!after.get(i).equals(before.get(i))) {
          int index = field.equals("ipFamilies") ? 0 : i;
          errors.invalid(path.index(index), spec.get(field), change);
        }
      }
      return;
    }
    if (spec.array("clusterIPs").isEmpty() && before.size() > after.size()) {
      errors.invalid(path.index(0), spec.get(field), "primary " + what + " can not be unset");
    }
    if (!before.isEmpty() && !after.isEmpty() && !after.getFirst().equals(before.getFirst())) {
      errors.invalid(path.index(0), spec.get("clusterIPs"), change);
    }
    boolean single = spec.string("ipFamilyPolicy").equals("SingleStack");
    if (after.size() == 1 && before.size() > 1 && !single) {
      errors.invalid(
          SPEC.child("ipFamilyPolicy"),
          spec.get("ipFamilyPolicy"),
          "must be set to 'SingleStack' when releasing the secondary " + what);
    }
  }
}
