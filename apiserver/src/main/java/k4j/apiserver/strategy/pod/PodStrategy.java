package k4j.apiserver.strategy.pod;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.Status.Cause;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.NameRule;
import k4j.api.validation.ObjectMetaValidation;
import k4j.apiserver.strategy.Strategy;
import k4j.apiserver.strategy.pod.preparation.AppArmorProfiles;
import k4j.apiserver.strategy.pod.preparation.LabelKeys;
import k4j.apiserver.strategy.pod.preparation.PodChanges;
import k4j.apiserver.strategy.pod.update.EphemeralContainerValidation;
import k4j.apiserver.strategy.pod.update.ResizeValidation;
import k4j.apiserver.strategy.warning.PodWarnings;
import k4j.apiserver.strategy.warning.TemplateWarnings;

/// Pods (kubernetes, `registry/core/pod`).
public final class PodStrategy implements Strategy {

  private static final FieldPath METADATA = FieldPath.of("metadata");
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final long USUAL_GRACE = 30;

  @Override
  public JsonObject prepareForCreate(JsonObject pod) {
    JsonObject spec = aliased(pod.object("spec"));
    JsonObject labels = pod.object("metadata").object("labels");
    spec = AppArmorProfiles.fromAnnotations(LabelKeys.merged(spec, labels), pod);
    JsonObject status =
        JsonObject.EMPTY.with("phase", "Pending").with("qosClass", QosClass.of(spec));
    if (!spec.array("schedulingGates").isEmpty()) {
      JsonObject gated =
          JsonObject.EMPTY
              .with("type", "PodScheduled")
              .with("status", "False")
              .with("reason", "SchedulingGated")
              .with("message", "Scheduling is blocked due to non-empty scheduling gates");
      if (pod.object("metadata").get("creationTimestamp") instanceof JsonString created) {
        gated = gated.with("lastTransitionTime", created);
      }
      status = status.with("conditions", JsonArray.of(gated));
    }
    return pod.with("spec", spec)
        .with("status", status)
        .withAt(Json.of(1), "metadata", "generation");
  }

  /// The old name of the service account is kept in step.
  private static JsonObject aliased(JsonObject spec) {
    return spec.get("serviceAccountName") instanceof JsonString name
        ? spec.with("serviceAccount", name)
        : spec.without("serviceAccount");
  }

  @Override
  public JsonObject prepareForUpdate(JsonObject pod, JsonObject old, String subresource) {
    return switch (subresource) {
      case "status" -> PodChanges.status(pod, old);
      case "ephemeralcontainers" -> counted(PodChanges.ephemeralContainers(pod, old), old);
      case "resize" -> counted(PodChanges.resize(pod, old), old);
      case "" -> {
        JsonObject result = pod.with("spec", aliased(pod.object("spec")));
        yield counted(PodChanges.copied(result, old, "status"), old);
      }
      default -> pod;
    };
  }

  private static JsonObject counted(JsonObject pod, JsonObject old) {
    long generation = old.object("metadata").integer("generation");
    boolean changed = !pod.object("spec").equals(old.object("spec"));
    return pod.withAt(Json.of(changed ? generation + 1 : generation), "metadata", "generation");
  }

  @Override
  public List<Cause> validateCreate(JsonObject pod) {
    var errors = new FieldErrors();
    ObjectMetaValidation.create(pod.object("metadata"), true, NameRule.SUBDOMAIN, METADATA, errors);
    PodAnnotations.check(pod, METADATA.child("annotations"), errors);
    JsonObject spec = pod.object("spec");
    PodSpecValidation.spec(spec, SPEC, errors);
    if (!spec.string("nodeName").isEmpty() && !spec.array("schedulingGates").isEmpty()) {
      errors.forbidden(
          SPEC.child("nodeName"), "cannot be set until all schedulingGates have been cleared");
    }
    if (!spec.array("ephemeralContainers").isEmpty()) {
      errors.forbidden(SPEC.child("ephemeralContainers"), "cannot be set on create");
    }
    PodAnnotations.match(pod, SPEC, errors);
    return errors.causes();
  }

  @Override
  public List<Cause> validateUpdate(JsonObject pod, JsonObject old, String subresource) {
    var errors = new FieldErrors();
    for (int i = 0; i < 2; i++) { // for all kinds and, once more, for pods: each cause comes twice
      ObjectMetaValidation.update(pod.object("metadata"), old.object("metadata"), METADATA, errors);
    }
    if (subresource.isEmpty()) {
      PodAnnotations.change(pod, old, METADATA.child("annotations"), errors);
      mirror(pod, old, errors);
      JsonObject spec = pod.object("spec");
      if (!spec.equals(old.object("spec"))) {
        PodSpecValidation.spec(spec, SPEC, errors);
        PodUpdateValidation.check(spec, old.object("spec"), errors);
      }
    } else if (subresource.equals("resize")) {
      if (old.object("metadata").object("annotations").has(MIRROR)) {
        return refused("static pods cannot be resized");
      }
      if (old.object("spec").object("os").string("name").equals("windows")) {
        return refused("windows pods cannot be resized");
      }
      PodSpecValidation.spec(pod.object("spec"), SPEC, errors);
      String quality = QosClass.of(pod.object("spec"));
      boolean same = quality.equals(QosClass.of(old.object("spec")));
      ResizeValidation.update(pod, old, same, errors);
    } else if (subresource.equals("ephemeralcontainers")) {
      if (old.object("metadata").object("annotations").has(MIRROR)) {
        return refused("static pods do not support ephemeral containers");
      }
      PodSpecValidation.spec(pod.object("spec"), SPEC, errors);
      mirror(pod, old, errors);
      EphemeralContainerValidation.update(pod, old, errors);
    } else if (subresource.equals("status")) {
      PodStatusValidation.update(pod, old, errors);
    }
    return errors.causes();
  }

  @Override
  public List<String> warnings(JsonObject pod) {
    List<String> all =
        new ArrayList<>(TemplateWarnings.name(pod, "this is used in the Pod's hostname, which"));
    all.addAll(PodWarnings.of(pod, FieldPath.ROOT));
    return all;
  }

  @Override
  public List<String> warningsAsGiven(JsonObject pod) {
    return AppArmorProfiles.warnings(pod);
  }

  /// People hardly ever change pods themselves.
  @Override
  public List<String> warnings(JsonObject pod, JsonObject old) {
    return List.of();
  }

  /// What concerns the pod as a whole.
  private static List<Cause> refused(String why) {
    return List.of(new Cause("FieldValueForbidden", "Forbidden: " + why, ""));
  }

  private static void mirror(JsonObject pod, JsonObject old, FieldErrors errors) {
    JsonObject after = pod.object("metadata").object("annotations");
    JsonObject before = old.object("metadata").object("annotations");
    FieldPath path = METADATA.child("annotations").key(MIRROR);
    if (before.has(MIRROR) && !before.string(MIRROR).equals(after.string(MIRROR))) {
      errors.forbidden(path, "may not remove or update mirror pod annotation");
    } else if (!before.has(MIRROR) && after.has(MIRROR)) {
      errors.forbidden(path, "may not add mirror pod annotation");
    }
  }

  @Override
  public long gracePeriodSeconds(JsonObject pod) {
    long grace = pod.object("spec").integer("terminationGracePeriodSeconds", USUAL_GRACE);
    return grace < 0 ? 1 : grace;
  }

  @Override
  public Set<String> resetFields(String subresource) {
    return switch (subresource) {
      case "" -> Set.of("status");
      case "status" -> Set.of("spec", "metadata.deletionTimestamp", "metadata.ownerReferences");
      case "ephemeralcontainers", "resize" -> Set.of("status");
      default -> Set.of();
    };
  }
}
