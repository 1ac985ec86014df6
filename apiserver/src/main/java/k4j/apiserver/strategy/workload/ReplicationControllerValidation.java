package k4j.apiserver.strategy.workload;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.pod.PodSpecValidation;
import k4j.apiserver.strategy.warning.TemplateWarnings;

/// Replication controllers.
public final class ReplicationControllerValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");

  @Override
  public void create(JsonObject controller, FieldErrors errors) {
    JsonObject spec = controller.object("spec");
    Checks.notNegative(spec, "minReadySeconds", SPEC, errors);
    JsonObject selector = spec.object("selector");
    if (selector.isEmpty()) {
      errors.required(SPEC.child("selector"));
    }
    Checks.notNegative(spec, "replicas", SPEC, errors);
    FieldPath at = SPEC.child("template");
    if (!spec.has("template")) {
      errors.required(at);
      return;
    }
    JsonObject template = spec.object("template");
    JsonObject labels = template.object("metadata").object("labels");
    if (!labels.strings().entrySet().containsAll(selector.strings().entrySet())) {
      errors.invalid(
          at.child("metadata", "labels"), labels, "`selector` does not match template `labels`");
    }
    PodSpecValidation.template(template, at, errors);
    String policy = template.object("spec").string("restartPolicy");
    if (!policy.equals("Always")) {
      errors.notSupported(at.child("spec", "restartPolicy"), policy, List.of("Always"));
    }
  }

  @Override
  public void update(
      JsonObject controller, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.equals("status")) {
      WorkloadStatus.REPLICATION_CONTROLLER.check(controller, old, errors);
    } else {
      create(controller, errors);
    }
  }

  @Override
  public List<String> warnings(JsonObject object) {
    return TemplateWarnings.named(object, TemplateWarnings.of(object));
  }

  @Override
  public List<String> warnings(JsonObject object, JsonObject old) {
    return TemplateWarnings.isNew(object, old) ? TemplateWarnings.of(object) : List.of();
  }
}
