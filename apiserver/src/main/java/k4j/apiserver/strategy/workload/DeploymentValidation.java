package k4j.apiserver.strategy.workload;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.IntOrString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.warning.TemplateWarnings;

/// Deployments.
public final class DeploymentValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");

  @Override
  public void create(JsonObject deployment, FieldErrors errors) {
    JsonObject spec = deployment.object("spec");
    Checks.notNegative(spec, "replicas", SPEC, errors);
    Templates.selector(spec, "deployment", SPEC, errors);
    Templates.lasting(spec, "ReplicaSet", SPEC, errors);
    strategy(spec.object("strategy"), SPEC.child("strategy"), errors);
    Checks.notNegative(spec, "minReadySeconds", SPEC, errors);
    Checks.notNegative(spec, "revisionHistoryLimit", SPEC, errors);
    if (spec.has("progressDeadlineSeconds")) {
      Checks.notNegative(spec, "progressDeadlineSeconds", SPEC, errors);
      if (spec.integer("progressDeadlineSeconds") <= spec.integer("minReadySeconds")) {
        errors.invalid(
            SPEC.child("progressDeadlineSeconds"),
            spec.integer("progressDeadlineSeconds"),
            "must be greater than minReadySeconds");
      }
    }
  }

  private static void strategy(JsonObject strategy, FieldPath path, FieldErrors errors) {
    switch (strategy.string("type")) {
      case "Recreate" -> {
        if (strategy.has("rollingUpdate")) {
          errors.forbidden(
              path.child("rollingUpdate"),
              "may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> rolling(strategy, path.child("rollingUpdate"), errors);
      default -> errors.notSupported(path, strategy, List.of("Recreate", "RollingUpdate"));
    }
  }

  private static void rolling(JsonObject strategy, FieldPath path, FieldErrors errors) {
    if (!strategy.has("rollingUpdate")) {
      errors.required(path, "this should be defaulted and never be nil");
      return;
    }
    JsonObject rolling = strategy.object("rollingUpdate");
    Checks.amountOrPercent(rolling, "maxUnavailable", path, errors);
    Checks.amountOrPercent(rolling, "maxSurge", path, errors);
    IntOrString unavailable = IntOrString.of(rolling.get("maxUnavailable"));
    IntOrString surge = IntOrString.of(rolling.get("maxSurge"));
    if (isZero(unavailable) && isZero(surge)) {
      errors.invalid(
          path.child("maxUnavailable"),
          rolling.get("maxUnavailable"),
          "may not be 0 when `maxSurge` is 0");
    }
    Checks.atMostWhole(rolling, "maxUnavailable", path, errors);
  }

  private static boolean isZero(IntOrString value) {
    return value.isText() ? value.percent().orElse(0) == 0 : value.number() == 0;
  }

  @Override
  public void update(
      JsonObject deployment, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      create(deployment, errors);
      Checks.immutable(deployment.object("spec"), old.object("spec"), "selector", SPEC, errors);
    } else if (subresource.equals("status")) {
      WorkloadStatus.DEPLOYMENT.check(deployment, old, errors);
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
