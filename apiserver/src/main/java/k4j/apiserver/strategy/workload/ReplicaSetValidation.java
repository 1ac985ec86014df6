package k4j.apiserver.strategy.workload;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.warning.TemplateWarnings;

/// Replica sets.
public final class ReplicaSetValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");

  @Override
  public void create(JsonObject set, FieldErrors errors) {
    JsonObject spec = set.object("spec");
    Checks.notNegative(spec, "replicas", SPEC, errors);
    Checks.notNegative(spec, "minReadySeconds", SPEC, errors);
    Templates.selector(spec, "deployment", SPEC, errors);
    Templates.lasting(spec, "ReplicaSet", SPEC, errors);
  }

  @Override
  public void update(JsonObject set, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      create(set, errors);
      Checks.immutable(set.object("spec"), old.object("spec"), "selector", SPEC, errors);
    } else if (subresource.equals("status")) {
      WorkloadStatus.REPLICA_SET.check(set, old, errors);
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
