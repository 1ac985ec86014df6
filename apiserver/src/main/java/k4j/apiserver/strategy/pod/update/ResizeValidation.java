package k4j.apiserver.strategy.pod.update;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// What a resize may change of a pod: cpu and memory (kubernetes, `core/validation`:
/// ValidatePodResize).
public final class ResizeValidation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> LISTS = List.of("containers", "initContainers");
  private static final List<String> SIDES = List.of("requests", "limits");
  private static final List<String> RESIZABLE = List.of("cpu", "memory");

  private ResizeValidation() {}

  /// @param sameQuality whether the pod stays in its class of quality
  public static void update(
      JsonObject pod, JsonObject old, boolean sameQuality, FieldErrors errors) {
    if (!sameQuality) {
      errors.invalid(
          SPEC,
          pod.object("status").string("qosClass"),
          "Pod QOS Class may not change as a result of resizing");
    }
    if (!isSupported(old.object("status"))) {
      errors.forbidden(SPEC, "Pod running on node without support for resize");
    }
    if (!old.object("status").array("nodeAllocatableResourceClaimStatuses").isEmpty()) {
      errors.forbidden(SPEC, "pods with node allocatable resource claims cannot be resized");
    }
    JsonObject after = pod.object("spec");
    JsonObject before = old.object("spec");
    int known = errors.size();
    for (String list : LISTS) {
      order(list, after.array(list), before.array(list), errors);
    }
    if (errors.size() > known) {
      return;
    }
    for (String list : List.of("initContainers", "containers")) {
      kept(list, after.array(list), before.array(list), errors);
    }
    for (int i = 0; i < before.array("containers").size(); i++) {
      if (differs(after.array("containers").object(i), before.array("containers").object(i))) {
        errors.forbidden(SPEC, "only cpu and memory resources are mutable");
      }
    }
    for (int i = 0; i < before.array("initContainers").size(); i++) {
      initial(
          after.array("initContainers").object(i),
          before.array("initContainers").object(i),
          SPEC.child("initContainers").index(i),
          errors);
    }
  }

  /// The first container that runs tells whether its node knows what a resize is.
  private static boolean isSupported(JsonObject status) {
    return status.array("containerStatuses").objects().stream()
        .filter(each -> each.object("state").has("running"))
        .findFirst()
        .map(each -> each.has("resources"))
        .orElse(true);
  }

  private static void order(String list, JsonArray after, JsonArray before, FieldErrors errors) {
    if (after.size() != before.size()) {
      errors.forbidden(SPEC.child(list), list + " may not be added or removed on resize");
      return;
    }
    for (int i = 0; i < before.size(); i++) {
      if (!after.object(i).string("name").equals(before.object(i).string("name"))) {
        errors.forbidden(
            SPEC.child(list).index(i).child("name"),
            list + " may not be renamed or reordered on resize");
      }
    }
  }

  private static void kept(String list, JsonArray after, JsonArray before, FieldErrors errors) {
    for (int i = 0; i < before.size(); i++) {
      for (String side : SIDES) {
        JsonObject now = after.object(i).object("resources").object(side);
        if (!now.names().containsAll(before.object(i).object("resources").object(side).names())) {
          errors.forbidden(
              SPEC.child(list).index(i).child("resources").child(side),
              "resource %s cannot be removed".formatted(side));
        }
      }
    }
  }

  private static void initial(
      JsonObject after, JsonObject before, FieldPath path, FieldErrors errors) {
    if (differs(after, before)) {
      errors.forbidden(
          path, "only cpu and memory resources for init or sidecar containers are mutable");
    }
    boolean sidecar = after.string("restartPolicy").equals("Always");
    if (sidecar || after.equals(before)) {
      return;
    }
    for (JsonObject policy : after.array("resizePolicy").objects()) {
      if (policy.string("restartPolicy").equals("RestartContainer")) {
        errors.forbidden(
            path,
            "non-sidecar init containers with a resize policy of RestartContainer cannot be"
                + " resized");
      }
    }
  }

  /// Whether more than cpu and memory is another.
  private static boolean differs(JsonObject after, JsonObject before) {
    return !without(after).equals(without(before));
  }

  private static JsonObject without(JsonObject container) {
    JsonObject result = container.without("resources");
    for (String side : SIDES) {
      JsonObject amounts = container.object("resources").object(side);
      for (String name : RESIZABLE) {
        amounts = amounts.without(name);
      }
      result = amounts.isEmpty() ? result : result.withAt(amounts, "resources", side);
    }
    return result;
  }
}
