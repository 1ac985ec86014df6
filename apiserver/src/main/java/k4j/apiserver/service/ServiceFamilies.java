package k4j.apiserver.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.network.ServiceAddresses;
import org.jspecify.annotations.Nullable;

/// The families of addresses of a service, on a cluster that has only those of IPv4 (kubernetes,
/// `registry/core/service/storage`, initIPFamilyFields). Pure.
final class ServiceFamilies {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath POLICY = SPEC.child("ipFamilyPolicy");
  private static final String SINGLE = "SingleStack";
  private static final String PREFER = "PreferDualStack";
  private static final String REQUIRE = "RequireDualStack";
  private static final String FOUR = "IPv4";
  private static final String SIX = "IPv6";

  private ServiceFamilies() {}

  /// The spec with policy and families, unless there are errors.
  static JsonObject filled(JsonObject spec, @Nullable JsonObject old, FieldErrors errors) {
    if (isKept(spec, old)) {
      return spec;
    }
    boolean bare = isHeadless(spec) && spec.object("selector").isEmpty();
    JsonObject result = spec;
    if (!result.has("ipFamilyPolicy")) {
      result = result.with("ipFamilyPolicy", bare ? REQUIRE : SINGLE);
    }
    ServiceAddresses.check(result, errors);
    if (errors.size() > 0) {
      return result;
    }
    result = old == null ? result : narrowed(result, old);
    counted(result, errors);
    result = inferred(result, errors);
    if (errors.size() > 0) {
      return result;
    }
    if (bare) {
      return both(result);
    }
    configured(result, errors);
    boolean none = result.array("ipFamilies").isEmpty();
    return none ? result.with("ipFamilies", JsonArray.ofStrings(List.of(FOUR))) : result;
  }

  /// Whether nothing has changed of a service that takes what it gets.
  private static boolean isKept(JsonObject spec, @Nullable JsonObject old) {
    return old != null
        && spec.string("type").equals(old.string("type"))
        && spec.string("ipFamilyPolicy").equals(PREFER)
        && old.string("ipFamilyPolicy").equals(PREFER)
        && same(spec, old, "clusterIPs")
        && same(spec, old, "ipFamilies");
  }

  private static boolean same(JsonObject spec, JsonObject old, String field) {
    return spec.array(field).equals(old.array(field));
  }

  private static boolean isHeadless(JsonObject spec) {
    return spec.string("clusterIP").equals(ServiceNeeds.NONE);
  }

  /// Only the first of each, where that is said and nothing else.
  private static JsonObject narrowed(JsonObject spec, JsonObject old) {
    JsonObject result = spec;
    for (String field : new String[] {"clusterIPs", "ipFamilies"}) {
      JsonArray values = spec.array(field);
      if (spec.string("ipFamilyPolicy").equals(SINGLE)
          && values.size() > 1
          && same(spec, old, field)) {
        result = result.with(field, JsonArray.of(Objects.requireNonNull(values.get(0))));
      }
    }
    return result;
  }

  private static void counted(JsonObject spec, FieldErrors errors) {
    if (!spec.string("ipFamilyPolicy").equals(SINGLE)) {
      return;
    }
    String must = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
    if (spec.array("clusterIPs").size() == 2) {
      errors.invalid(POLICY, SINGLE, must + "cluster IPs are specified");
    }
    if (spec.array("ipFamilies").size() == 2) {
      errors.invalid(POLICY, SINGLE, must + "IP families are specified");
    }
  }

  private static JsonObject inferred(JsonObject spec, FieldErrors errors) {
    List<String> families = new ArrayList<>(spec.array("ipFamilies").strings());
    List<String> addresses = spec.array("clusterIPs").strings();
    if (isHeadless(spec)) {
      return spec;
    }
    for (int i = families.size(); i < addresses.size(); i++) {
      if (addresses.get(i).indexOf(':') >= 0) {
        errors.invalid(
            SPEC.child("clusterIPs").index(i),
            spec.get("clusterIPs"),
            "IPv6 is not configured on this cluster");
      } else {
        families.add(FOUR);
      }
    }
    return families.isEmpty() ? spec : spec.with("ipFamilies", JsonArray.ofStrings(families));
  }

  /// A service without selector and address may speak of both, whatever the cluster has.
  private static JsonObject both(JsonObject spec) {
    List<String> families = new ArrayList<>(spec.array("ipFamilies").strings());
    if (families.isEmpty()) {
      families.add(FOUR);
    }
    if (families.size() < 2 && !spec.string("ipFamilyPolicy").equals(SINGLE)) {
      families.add(families.getFirst().equals(FOUR) ? SIX : FOUR);
    }
    return spec.with("ipFamilies", JsonArray.ofStrings(families));
  }

  private static void configured(JsonObject spec, FieldErrors errors) {
    if (spec.string("ipFamilyPolicy").equals(REQUIRE)) {
      errors.invalid(POLICY, REQUIRE, "this cluster is not configured for dual-stack services");
    }
    List<String> families = spec.array("ipFamilies").strings();
    for (int i = 0; i < families.size(); i++) {
      if (!families.get(i).equals(FOUR)) {
        errors.invalid(
            SPEC.child("ipFamilies").index(i), families.get(i), "not configured on this cluster");
      }
    }
  }
}
