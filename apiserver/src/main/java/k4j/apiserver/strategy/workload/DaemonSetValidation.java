package k4j.apiserver.strategy.workload;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.IntOrString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.warning.TemplateWarnings;

/// Daemon sets.
public final class DaemonSetValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");

  @Override
  public void create(JsonObject set, FieldErrors errors) {
    JsonObject spec = set.object("spec");
    if (spec.has("selector")) {
      Templates.selector(spec, "daemonset", SPEC, errors);
    }
    Templates.lasting(spec, "DaemonSet", SPEC, errors);
    Checks.notNegative(spec, "minReadySeconds", SPEC, errors);
    strategy(spec.object("updateStrategy"), SPEC.child("updateStrategy"), errors);
    Checks.notNegative(spec, "revisionHistoryLimit", SPEC, errors);
  }

  private static void strategy(JsonObject strategy, FieldPath path, FieldErrors errors) {
    switch (strategy.string("type")) {
      case "OnDelete" -> {}
      case "RollingUpdate" -> {
        if (strategy.has("rollingUpdate")) {
          rolling(strategy.object("rollingUpdate"), path.child("rollingUpdate"), errors);
        } else {
          errors.required(path.child("rollingUpdate"));
        }
      }
      default -> errors.notSupported(path, strategy, List.of("RollingUpdate", "OnDelete"));
    }
  }

  private static void rolling(JsonObject rolling, FieldPath path, FieldErrors errors) {
    Checks.amountOrPercent(rolling, "maxUnavailable", path, errors);
    Checks.amountOrPercent(rolling, "maxSurge", path, errors);
    boolean unavailable = isSet(IntOrString.of(rolling.get("maxUnavailable")));
    boolean surge = isSet(IntOrString.of(rolling.get("maxSurge")));
    if (unavailable && surge) {
      errors.invalid(
          path.child("maxSurge"),
          rolling.get("maxSurge"),
          "may not be set when maxUnavailable is non-zero");
    } else if (!unavailable && !surge) {
      errors.required(path.child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
    }
    Checks.atMostWhole(rolling, "maxUnavailable", path, errors);
    Checks.atMostWhole(rolling, "maxSurge", path, errors);
  }

  private static boolean isSet(IntOrString value) {
    return value.isText() ? value.percent().orElse(0) != 0 : value.number() != 0;
  }

  @Override
  public void update(JsonObject set, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      Checks.immutable(set.object("spec"), old.object("spec"), "selector", SPEC, errors);
      create(set, errors);
    } else {
      WorkloadStatus.DAEMON_SET.check(set, old, errors);
    }
  }

  @Override
  public List<String> warnings(JsonObject object) {
    return TemplateWarnings.of(object);
  }

  @Override
  public List<String> warnings(JsonObject object, JsonObject old) {
    return TemplateWarnings.isNew(object, old) ? TemplateWarnings.of(object) : List.of();
  }
}
