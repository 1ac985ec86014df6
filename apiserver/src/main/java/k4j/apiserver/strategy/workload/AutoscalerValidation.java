package k4j.apiserver.strategy.workload;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Validation;

/// Horizontal pod autoscalers.
public final class AutoscalerValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> SOURCES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");
  private static final String BOTH = "may not set both a target raw value and a target utilization";

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
    if (spec.has("minReplicas") && min == 0) {
      errors.forbidden(
          SPEC.child("metrics"),
          "must specify at least one Object or External metric to support scaling to zero"
              + " replicas");
    }
    target(spec.object("scaleTargetRef"), SPEC.child("scaleTargetRef"), errors);
    JsonArray metrics = spec.array("metrics");
    for (int i = 0; i < metrics.size(); i++) {
      metric(metrics.object(i), SPEC.child("metrics").index(i), errors);
    }
    behavior(spec.object("behavior"), SPEC.child("behavior"), errors);
  }

  private static void target(JsonObject target, FieldPath path, FieldErrors errors) {
    for (String field : new String[] {"kind", "name"}) {
      String value = target.string(field);
      if (value.isEmpty()) {
        errors.required(path.child(field));
      } else {
        errors.invalidEach(path.child(field), value, ValueFormats.pathSegment(value));
      }
    }
    apiVersion(target, path, errors);
  }

  private static void apiVersion(JsonObject target, FieldPath path, FieldErrors errors) {
    String apiVersion = target.string("apiVersion");
    boolean old = apiVersion.equals("v1") && target.string("kind").equals("ReplicationController");
    if (!old && apiVersion.indexOf('/') < 0) {
      errors.invalid(path.child("apiVersion"), apiVersion, "apiVersion must specify API group");
    }
  }

  private static void metric(JsonObject metric, FieldPath path, FieldErrors errors) {
    String type = metric.string("type");
    if (type.isEmpty()) {
      errors.required(path.child("type"), "must specify a metric source type");
      return;
    }
    if (!SOURCES.contains(type)) {
      errors.notSupported(path.child("type"), type, SOURCES);
      return;
    }
    String field = Character.toLowerCase(type.charAt(0)) + type.substring(1);
    if (!metric.has(field)) {
      errors.required(path.child(field), "must populate information for the given metric source");
      return;
    }
    if (field.equals("resource") || field.equals("containerResource")) {
      resource(metric.object(field), path.child(field), errors);
    }
  }

  private static void resource(JsonObject source, FieldPath path, FieldErrors errors) {
    if (source.string("name").isEmpty()) {
      errors.required(path.child("name"), "must specify a resource name");
    }
    JsonObject target = source.object("target");
    FieldPath at = path.child("target");
    if (target.string("type").isEmpty()) {
      errors.required(at.child("type"), "must specify a metric target type");
    }
    boolean share = target.has("averageUtilization");
    boolean value = target.has("averageValue");
    if (share && target.integer("averageUtilization") < 1) {
      errors.invalid(
          at.child("averageUtilization"),
          target.integer("averageUtilization"),
          "must be greater than 0");
    }
    if (!share && !value) {
      errors.required(
          at.child("averageUtilization"),
          "must set either a target raw value or a target utilization");
    } else if (share && value) {
      errors.forbidden(at.child("averageValue"), BOTH);
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
      policies(rules.array("policies"), at.child("policies"), errors);
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
}
