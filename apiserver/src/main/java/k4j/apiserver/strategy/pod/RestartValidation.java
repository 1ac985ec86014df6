package k4j.apiserver.strategy.pod;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// When a container starts anew: after it ended, and after its resources changed; and which devices
/// it claims.
final class RestartValidation {

  private static final List<String> POLICIES = List.of("Always", "Never", "OnFailure");
  private static final List<String> ACTIONS = List.of("Restart", "RestartAllContainers");
  private static final List<String> OPERATORS = List.of("In", "NotIn");
  private static final List<String> RESIZABLE = List.of("cpu", "memory");
  private static final List<String> RESIZES = List.of("NotRequired", "RestartContainer");

  private RestartValidation() {}

  static void policy(JsonObject container, FieldPath path, FieldErrors errors) {
    JsonArray rules = container.array("restartPolicyRules");
    String policy = container.string("restartPolicy");
    if (!container.has("restartPolicy")) {
      if (rules.isEmpty()) {
        return;
      }
      errors.required(
          path.child("restartPolicy"), "must specify restartPolicy when restart rules are used");
    } else if (!POLICIES.contains(policy)) {
      errors.notSupported(path.child("restartPolicy"), policy, POLICIES);
    }
    FieldPath at = path.child("restartPolicyRules");
    if (rules.size() > 20) {
      errors.tooMany(at, rules.size(), 20);
    }
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.object(i), at.index(i), errors);
    }
  }

  private static void rule(JsonObject rule, FieldPath path, FieldErrors errors) {
    if (!ACTIONS.contains(rule.string("action"))) {
      errors.notSupported(path.child("action"), rule.string("action"), ACTIONS);
    }
    FieldPath at = path.child("exitCodes");
    if (!rule.has("exitCodes")) {
      errors.required(at, "must be specified");
      return;
    }
    JsonObject codes = rule.object("exitCodes");
    if (!OPERATORS.contains(codes.string("operator"))) {
      errors.notSupported(at.child("operator"), codes.string("operator"), OPERATORS);
    }
    if (codes.array("values").size() > 255) {
      errors.tooMany(at.child("values"), codes.array("values").size(), 255);
    }
  }

  static void resize(JsonObject container, JsonObject spec, FieldPath path, FieldErrors errors) {
    JsonArray policies = container.array("resizePolicy");
    FieldPath at = path.child("resizePolicy");
    var seen = new HashSet<String>();
    for (int i = 0; i < policies.size(); i++) {
      String name = policies.object(i).string("resourceName");
      String policy = policies.object(i).string("restartPolicy");
      if (!seen.add(name)) {
        errors.duplicate(at.index(i), name);
      }
      PodSpecValidation.known(name, RESIZABLE, at, errors);
      PodSpecValidation.known(policy, RESIZES, at, errors);
      if (spec.string("restartPolicy").equals("Never") && !policy.equals("NotRequired")) {
        errors.invalid(at, policy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
      }
    }
  }

  static void claims(JsonObject container, JsonObject spec, FieldPath path, FieldErrors errors) {
    JsonArray claims = container.object("resources").array("claims");
    FieldPath at = path.child("resources", "claims");
    Set<String> known = PodFields.claimNames(spec);
    var seen = new HashSet<String>();
    for (int i = 0; i < claims.size(); i++) {
      String name = claims.object(i).string("name");
      String request = claims.object(i).string("request");
      if (name.isEmpty()) {
        errors.required(at.index(i));
        continue;
      }
      String key = request.isEmpty() ? name : name + "/" + request;
      if (seen.contains(name)) {
        errors.duplicate(at.index(i), name);
      } else {
        if (!request.isEmpty()) {
          errors.invalidEach(at.index(i).child("request"), request, Formats.dnsLabel(request));
        }
        boolean covered =
            request.isEmpty() && seen.stream().anyMatch(other -> other.startsWith(name + "/"));
        if (!seen.add(key) || covered) {
          errors.duplicate(at.index(i), key);
        }
      }
      if (!known.contains(name)) {
        String names = known.isEmpty() ? " which is empty" : ": " + String.join(", ", known);
        errors.notFound(
            at.index(i), name, "must be one of the names in pod.spec.resourceClaims" + names);
      }
    }
  }
}
