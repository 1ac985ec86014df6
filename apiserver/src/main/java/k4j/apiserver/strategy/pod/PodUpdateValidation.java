package k4j.apiserver.strategy.pod;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import org.jspecify.annotations.Nullable;

/// What may change in a pod that exists: hardly anything.
final class PodUpdateValidation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String REFUSAL =
      "pod updates may not change fields other than"
          + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
          + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow"
          + " it to be set to 1 if it was previously negative)\n";

  private PodUpdateValidation() {}

  static void check(JsonObject spec, JsonObject old, FieldErrors errors) {
    for (String list : new String[] {"containers", "initContainers"}) {
      if (spec.array(list).size() != old.array(list).size()) {
        errors.forbidden(SPEC.child(list), "pod updates may not add or remove containers");
        return;
      }
      images(spec.array(list), SPEC.child(list), errors);
    }
    if (!deadline(spec, old, errors)) {
      return;
    }
    tolerations(spec, old, errors);
    gates(spec, old, errors);
    if (spec.equals(old)) {
      return;
    }
    JsonObject munged = munged(spec, old, errors);
    if (!munged.equals(old)) {
      errors.forbidden(SPEC, REFUSAL + differences(old, munged));
    }
  }

  /// False where it is wrong in itself.
  private static boolean deadline(JsonObject spec, JsonObject old, FieldErrors errors) {
    FieldPath path = SPEC.child("activeDeadlineSeconds");
    if (!spec.has("activeDeadlineSeconds")) {
      if (old.has("activeDeadlineSeconds")) {
        errors.invalid(path, (Json) null, "must not update from a positive integer to nil value");
      }
      return true;
    }
    long deadline = spec.integer("activeDeadlineSeconds");
    if (deadline < 0 || deadline > Integer.MAX_VALUE) {
      errors.invalid(path, deadline, "must be between 0 and 2147483647, inclusive");
      return false;
    }
    if (old.has("activeDeadlineSeconds") && old.integer("activeDeadlineSeconds") < deadline) {
      errors.invalid(path, deadline, "must be less than or equal to previous value");
      return false;
    }
    return true;
  }

  private static void images(JsonArray containers, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < containers.size(); i++) {
      String image = containers.object(i).string("image");
      FieldPath at = path.index(i).child("image");
      if (image.isEmpty()) {
        errors.required(at);
      } else if (!image.strip().equals(image)) {
        errors.invalid(at, image, "must not have leading or trailing whitespace");
      }
    }
  }

  private static void tolerations(JsonObject spec, JsonObject old, FieldErrors errors) {
    Set<Json> kept = new HashSet<>();
    spec.array("tolerations").objects().forEach(t -> kept.add(t.without("tolerationSeconds")));
    for (JsonObject toleration : old.array("tolerations").objects()) {
      if (!kept.contains(toleration.without("tolerationSeconds"))) {
        errors.forbidden(
            SPEC.child("tolerations"),
            "existing toleration can not be modified except its tolerationSeconds");
        return;
      }
    }
    TolerationValidation.check(spec.array("tolerations"), SPEC.child("tolerations"), errors);
  }

  private static void gates(JsonObject spec, JsonObject old, FieldErrors errors) {
    Set<Json> before = new HashSet<>(old.array("schedulingGates").stream().toList());
    JsonArray after = spec.array("schedulingGates");
    for (int i = 0; i < after.size(); i++) {
      if (!before.contains(after.get(i))) {
        errors.forbidden(
            SPEC.child("schedulingGates").index(i).child("name"),
            "only deletion is allowed, but found new scheduling gate '%s'"
                .formatted(after.object(i).string("name")));
      }
    }
  }

  /// The new spec with what may change taken from the old one.
  private static JsonObject munged(JsonObject spec, JsonObject old, FieldErrors errors) {
    JsonObject result = withOldImages(spec, old, "containers");
    result = withOldImages(result, old, "initContainers");
    result = copied(result, old, "activeDeadlineSeconds");
    result = copied(result, old, "schedulingGates");
    result = copied(result, old, "tolerations");
    if (old.integer("terminationGracePeriodSeconds") < 0
        && spec.integer("terminationGracePeriodSeconds") == 1) {
      result = copied(result, old, "terminationGracePeriodSeconds");
    }
    if (!old.array("schedulingGates").isEmpty()) {
      JsonObject before = old.object("nodeSelector");
      JsonObject after = result.object("nodeSelector");
      boolean onlyMore =
          before.names().stream().allMatch(k -> Objects.equals(before.get(k), after.get(k)));
      if (!onlyMore) {
        errors.invalid(
            SPEC.child("nodeSelector"),
            after,
            "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
      }
      result = copied(result, old, "nodeSelector");
      JsonObject affinity = result.object("affinity");
      if (affinity.has("nodeAffinity") || old.object("affinity").has("nodeAffinity")) {
        terms(affinity, old.object("affinity"), errors);
        affinity = copied(affinity, old.object("affinity"), "nodeAffinity");
        result =
            affinity.isEmpty() ? result.without("affinity") : result.with("affinity", affinity);
      }
    }
    return result;
  }

  /// The nodes of a gated pod may only become fewer.
  private static void terms(JsonObject affinity, JsonObject old, FieldErrors errors) {
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    FieldPath path = SPEC.child("affinity", "nodeAffinity").child(required, "nodeSelectorTerms");
    JsonObject wanted = affinity.object("nodeAffinity").object(required);
    JsonArray now = wanted.array("nodeSelectorTerms");
    JsonArray before = old.object("nodeAffinity").object(required).array("nodeSelectorTerms");
    if (!before.isEmpty() && before.size() != now.size()) {
      Json shown = wanted.get("nodeSelectorTerms");
      errors.invalid(
          path,
          shown == null ? null : inGo(now),
          "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      if (!onlyAdds(now.object(i), before.object(i))) {
        errors.invalid(
            path.index(i),
            inGo(now.object(i)),
            "only additions are allowed (no mutations or deletions)");
      }
    }
  }

  private static boolean onlyAdds(JsonObject term, JsonObject old) {
    boolean unbound = old.array("matchExpressions").isEmpty() && old.array("matchFields").isEmpty();
    boolean bound =
        !term.array("matchExpressions").isEmpty() || !term.array("matchFields").isEmpty();
    return !(unbound && bound)
        && begins(term.array("matchExpressions"), old.array("matchExpressions"))
        && begins(term.array("matchFields"), old.array("matchFields"));
  }

  private static boolean begins(JsonArray list, JsonArray start) {
    return list.size() >= start.size()
        && list.stream().limit(start.size()).toList().equals(start.stream().toList());
  }

  /// Terms as Kubernetes prints them: by the names of its own types.
  private static Json inGo(Json value) {
    return switch (value) {
      case JsonArray list -> JsonArray.of(list.stream().map(PodUpdateValidation::inGo).toList());
      case JsonObject term ->
          JsonObject.EMPTY
              .with("MatchExpressions", requirements(term.get("matchExpressions")))
              .with("MatchFields", requirements(term.get("matchFields")));
      default -> value;
    };
  }

  private static Json requirements(@Nullable Json list) {
    if (!(list instanceof JsonArray requirements)) {
      return JsonNull.NULL;
    }
    List<Json> out = new ArrayList<>();
    for (JsonObject each : requirements.objects()) {
      Json values = each.get("values");
      out.add(
          JsonObject.EMPTY
              .with("Key", each.string("key"))
              .with("Operator", each.string("operator"))
              .with("Values", values == null ? JsonNull.NULL : values));
    }
    return JsonArray.of(out);
  }

  private static JsonObject withOldImages(JsonObject spec, JsonObject old, String list) {
    if (!spec.has(list)) {
      return spec;
    }
    List<Json> containers = new ArrayList<>();
    JsonArray before = old.array(list);
    JsonArray after = spec.array(list);
    for (int i = 0; i < after.size(); i++) {
      containers.add(copied(after.object(i), before.object(i), "image"));
    }
    return spec.with(list, JsonArray.of(containers));
  }

  private static JsonObject copied(JsonObject object, JsonObject old, String field) {
    Json value = old.get(field);
    return value == null ? object.without(field) : object.with(field, value);
  }

  private static String differences(JsonObject old, JsonObject spec) {
    var names = new TreeSet<>(old.names());
    names.addAll(spec.names());
    var out = new StringBuilder();
    for (String name : names) {
      Json before = old.get(name);
      Json after = spec.get(name);
      if (before != null && !before.equals(after)) {
        out.append("- ").append(name).append(": ").append(before).append('\n');
      }
      if (after != null && !after.equals(before)) {
        out.append("+ ").append(name).append(": ").append(after).append('\n');
      }
    }
    return out.toString();
  }
}
