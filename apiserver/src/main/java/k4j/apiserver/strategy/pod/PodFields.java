package k4j.apiserver.strategy.pod;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// The fields of a pod's spec that stand by themselves: overhead, system, gates, claims, sysctls,
/// resources of the whole pod.
final class PodFields {

  private static final List<String> PREEMPTION = List.of("PreemptLowerPriority", "Never");
  private static final List<String> SYSTEMS = List.of("linux", "windows");
  private static final List<String> LEVELS = List.of("cpu", "memory");
  private static final Pattern SYSCTL =
      Pattern.compile("([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?");

  private PodFields() {}

  static void check(JsonObject spec, FieldPath path, FieldErrors errors) {
    if (spec.get("preemptionPolicy") instanceof JsonString policy) {
      if (policy.value().isEmpty()) {
        errors.required(path.child("preemptionPolicy"));
      } else if (!PREEMPTION.contains(policy.value())) {
        errors.notSupported(path.child("preemptionPolicy"), policy, PREEMPTION);
      }
    }
    if (spec.has("overhead")) {
      ResourceValidation.requirements(
          JsonObject.EMPTY.with("limits", spec.object("overhead")), path.child("overhead"), errors);
    }
    system(spec, path, errors);
    gates(spec.array("readinessGates"), path.child("readinessGates"), errors);
    claims(spec.array("resourceClaims"), path.child("resourceClaims"), errors);
    JsonObject context = spec.object("securityContext");
    sysctls(context.array("sysctls"), path.child("securityContext", "sysctls"), errors);
    if (spec.has("resources")) {
      resources(spec, path.child("resources"), errors);
    }
  }

  private static void system(JsonObject spec, FieldPath path, FieldErrors errors) {
    if (!spec.has("os")) {
      return;
    }
    String name = spec.object("os").string("name");
    if (name.isEmpty()) {
      errors.required(path.child("os", "name"));
    } else if (!SYSTEMS.contains(name)) {
      errors.notSupported(path.child("os"), name, SYSTEMS);
    }
    WindowsValidation.system(spec, name, path, errors);
  }

  private static void gates(JsonArray gates, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < gates.size(); i++) {
      String type = gates.object(i).string("conditionType");
      errors.invalidEach(path.index(i).child("conditionType"), type, Formats.qualifiedName(type));
    }
  }

  /// The names under which containers may use claims of devices.
  static Set<String> claimNames(JsonObject spec) {
    var names = new TreeSet<String>();
    for (JsonObject claim : spec.array("resourceClaims").objects()) {
      if (!claim.string("name").isEmpty()) {
        names.add(claim.string("name"));
      }
    }
    return names;
  }

  private static void claims(JsonArray claims, FieldPath path, FieldErrors errors) {
    var names = new HashSet<String>();
    for (int i = 0; i < claims.size(); i++) {
      JsonObject claim = claims.object(i);
      FieldPath at = path.index(i);
      String name = claim.string("name");
      if (name.isEmpty()) {
        errors.required(at.child("name"));
      } else if (!names.add(name)) {
        errors.duplicate(at.child("name"), name);
      } else {
        errors.invalidEach(at.child("name"), name, Formats.dnsLabel(name));
      }
      boolean named = claim.has("resourceClaimName");
      boolean made = claim.has("resourceClaimTemplateName");
      if (named && made) {
        errors.invalid(
            at,
            claim,
            "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
      } else if (!named && !made) {
        errors.invalid(
            at, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
      }
      for (String field : new String[] {"resourceClaimName", "resourceClaimTemplateName"}) {
        if (claim.get(field) instanceof JsonString text) {
          errors.invalidEach(at.child(field), text.value(), Formats.dnsSubdomain(text.value()));
        }
      }
    }
  }

  private static void sysctls(JsonArray sysctls, FieldPath path, FieldErrors errors) {
    var names = new HashSet<String>();
    for (int i = 0; i < sysctls.size(); i++) {
      String name = sysctls.object(i).string("name");
      FieldPath at = path.index(i).child("name");
      if (name.isEmpty()) {
        errors.required(at);
      } else if (name.length() > 253 || !SYSCTL.matcher(name).matches()) {
        errors.invalid(
            at,
            name,
            "must have at most 253 characters and match regex"
                + " ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");
      } else if (names.contains(name)) {
        errors.duplicate(at, name);
      }
      names.add(name);
    }
  }

  private static void resources(JsonObject spec, FieldPath path, FieldErrors errors) {
    JsonObject resources = spec.object("resources");
    if (spec.object("os").string("name").equals("windows")) {
      errors.forbidden(path, "may not be set for a windows pod");
      return;
    }
    if (resources.has("claims")) {
      errors.forbidden(path.child("claims"), "claims may not be set for Resources at pod-level");
    }
    for (String list : new String[] {"limits", "requests"}) {
      for (String name : resources.object(list).names()) {
        boolean known = LEVELS.contains(name) || name.startsWith("hugepages-");
        if (!known) {
          errors.notSupported(
              path.child(list).key(name), name, List.of("cpu", "hugepages-", "memory"));
        }
      }
    }
    ResourceValidation.amounts(resources, path, errors);
    aggregate(spec, path, errors);
  }

  /// What all containers ask for together must fit in.
  private static void aggregate(JsonObject spec, FieldPath path, FieldErrors errors) {
    JsonObject requests = spec.object("resources").object("requests");
    for (String name : requests.names()) {
      Quantity asked = ContainerRequests.sum(spec, name);
      Quantity whole = Quantity.of(requests.get(name));
      if (whole.compareTo(asked) < 0) {
        errors.invalid(
            path.child("requests").key(name),
            whole.toString(),
            "must be greater than or equal to aggregate container requests of " + asked);
      }
    }
    JsonObject limits = spec.object("resources").object("limits");
    for (String name : limits.names()) {
      Quantity whole = Quantity.of(limits.get(name));
      JsonArray containers = spec.array("containers");
      for (int i = 0; i < containers.size(); i++) {
        JsonObject own = containers.object(i).object("resources").object("limits");
        if (own.has(name) && Quantity.of(own.get(name)).compareTo(whole) > 0) {
          errors.invalid(
              path.child("containers").index(i).key(name).child("limits"),
              own.string(name),
              "must be less than or equal to pod limits of " + whole);
        }
      }
    }
  }

  /// Whom a hook may make wait, and how long.
  static long grace(JsonObject spec) {
    long grace = spec.integer("terminationGracePeriodSeconds", 30);
    return grace < 0 ? 1 : grace;
  }

  static void groups(JsonArray groups, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < groups.size(); i++) {
      long group = JsonObject.EMPTY.with("g", groups.get(i)).integer("g");
      if (group < 0 || group > Integer.MAX_VALUE) {
        errors.invalid(path.index(i), group, "must be between 0 and 2147483647, inclusive");
      }
    }
  }
}
