package k4j.apiserver.strategy.workload;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Validation;

/// Horizontal pod autoscalers.
public final class AutoscalerValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> SELECTIONS = List.of("Disabled", "Max", "Min");

  @Override
  public void create(JsonObject autoscaler, FieldErrors errors) {
    JsonObject spec = autoscaler.object("spec");
    long min = spec.integer("minReplicas", 1);
    long max = spec.integer("maxReplicas");
    if (spec.has("minReplicas") && min < 1) {
      errors.invalid(SPEC.child("minReplicas"), min, "must be greater than or equal to 1");
    }
    if (max == 0) {
      errors.required(SPEC.child("maxReplicas"), "must be set and greater than 0");
    } else if (max < 1) {
      errors.invalid(SPEC.child("maxReplicas"), max, "must be greater than or equal to 1");
    }
    if (max < min) {
      errors.invalid(
          SPEC.child("maxReplicas"), max, "must be greater than or equal to `minReplicas`");
    }
    boolean elsewhere =
        spec.array("metrics").objects().stream()
            .anyMatch(
                m -> m.string("type").equals("Object") || m.string("type").equals("External"));
    if (spec.has("minReplicas") && min == 0 && !elsewhere) {
      errors.forbidden(
          SPEC.child("metrics"),
          "must specify at least one Object or External metric to support scaling to zero"
              + " replicas");
    }
    target(spec.object("scaleTargetRef"), SPEC.child("scaleTargetRef"), errors);
    JsonArray metrics = spec.array("metrics");
    for (int i = 0; i < metrics.size(); i++) {
      MetricValidation.metric(metrics.object(i), SPEC.child("metrics").index(i), errors);
    }
    behavior(spec.object("behavior"), SPEC.child("behavior"), errors);
  }

  private static void target(JsonObject target, FieldPath path, FieldErrors errors) {
    reference(target, path, errors);
    apiVersion(target, path, errors);
  }

  static void reference(JsonObject target, FieldPath path, FieldErrors errors) {
    for (String field : new String[] {"kind", "name"}) {
      String value = target.string(field);
      if (value.isEmpty()) {
        errors.required(path.child(field));
      } else {
        errors.invalidEach(path.child(field), value, ValueFormats.pathSegment(value));
      }
    }
    String apiVersion = target.string("apiVersion");
    if (apiVersion.chars().filter(c -> c == '/').count() > 1) {
      errors.invalid(
          path.child("apiVersion"), apiVersion, "unexpected GroupVersion string: " + apiVersion);
    }
  }

  private static void apiVersion(JsonObject target, FieldPath path, FieldErrors errors) {
    String apiVersion = target.string("apiVersion");
    boolean old = apiVersion.equals("v1") && target.string("kind").equals("ReplicationController");
    if (!old && apiVersion.indexOf('/') < 0) {
      errors.invalid(path.child("apiVersion"), apiVersion, "apiVersion must specify API group");
    }
  }

  private static void behavior(JsonObject behavior, FieldPath path, FieldErrors errors) {
    for (String direction : new String[] {"scaleUp", "scaleDown"}) {
      if (!behavior.has(direction)) {
        continue;
      }
      JsonObject rules = behavior.object(direction);
      FieldPath at = path.child(direction);
      long window = rules.integer("stabilizationWindowSeconds");
      if (window < 0) {
        errors.invalid(
            at.child("stabilizationWindowSeconds"),
            window,
            "must be greater than or equal to zero");
      } else if (window > 3600) {
        errors.invalid(
            at.child("stabilizationWindowSeconds"), window, "must be less than or equal to 3600");
      }
      if (rules.has("selectPolicy") && !SELECTIONS.contains(rules.string("selectPolicy"))) {
        errors.notSupported(at.child("selectPolicy"), rules.string("selectPolicy"), SELECTIONS);
      }
      policies(rules.array("policies"), at.child("policies"), errors);
      if (rules.has("tolerance") && Quantity.of(rules.get("tolerance")).signum() < 0) {
        errors.invalid(at.child("tolerance"), rules.string("tolerance"), ValueFormats.NOT_NEGATIVE);
      }
    }
  }

  private static void policies(JsonArray policies, FieldPath path, FieldErrors errors) {
    if (policies.isEmpty()) {
      errors.required(path, "must specify at least one Policy");
    }
    for (int i = 0; i < policies.size(); i++) {
      JsonObject policy = policies.object(i);
      FieldPath at = path.index(i);
      String type = policy.string("type");
      if (!type.equals("Pods") && !type.equals("Percent")) {
        errors.notSupported(at.child("type"), type, List.of("Percent", "Pods"));
      }
      if (policy.integer("value") <= 0) {
        errors.invalid(at.child("value"), policy.integer("value"), "must be greater than zero");
      }
      long period = policy.integer("periodSeconds");
      if (period <= 0) {
        errors.invalid(at.child("periodSeconds"), period, "must be greater than zero");
      } else if (period > 1800) {
        errors.invalid(at.child("periodSeconds"), period, "must be less than or equal to 1800");
      }
    }
  }

  @Override
  public void update(
      JsonObject autoscaler, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      create(autoscaler, errors);
    } else {
      WorkloadStatus.AUTOSCALER.check(autoscaler, old, errors);
    }
  }
}
