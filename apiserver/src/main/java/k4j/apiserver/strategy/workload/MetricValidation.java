package k4j.apiserver.strategy.workload;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.LabelSelectorValidation;
import k4j.apiserver.strategy.pod.ResourceValidation;

/// What an autoscaler measures.
final class MetricValidation {

  private static final List<String> SOURCES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");
  private static final List<String> TARGETS = List.of("Utilization", "Value", "AverageValue");

  private MetricValidation() {}

  static void metric(JsonObject metric, FieldPath path, FieldErrors errors) {
    String type = metric.string("type");
    if (type.isEmpty()) {
      errors.required(path.child("type"), "must specify a metric source type");
    }
    if (!SOURCES.contains(type)) {
      errors.notSupported(path.child("type"), type, SOURCES);
    }
    for (String source : SOURCES) {
      String field = Character.toLowerCase(source.charAt(0)) + source.substring(1);
      FieldPath at = path.child(field);
      if (!metric.has(field)) {
        if (source.equals(type)) {
          errors.required(at, "must populate information for the given metric source");
        }
      } else if (!type.isEmpty() && SOURCES.contains(type) && !source.equals(type)) {
        errors.forbidden(at, "must populate the given metric source only");
      } else {
        source(source, metric.object(field), at, errors);
      }
    }
  }

  private static void source(String type, JsonObject source, FieldPath path, FieldErrors errors) {
    switch (type) {
      case "ContainerResource" -> {
        containerResource(source, path, errors);
        resourceTarget(source.object("target"), path.child("target"), errors);
      }
      case "Resource" -> {
        if (source.string("name").isEmpty()) {
          errors.required(path.child("name"), "must specify a resource name");
        }
        resourceTarget(source.object("target"), path.child("target"), errors);
      }
      case "Pods" -> {
        identifier(source.object("metric"), path.child("metric"), errors);
        positive(source, path, errors);
      }
      case "Object" -> {
        AutoscalerValidation.reference(
            source.object("describedObject"), path.child("describedObject"), errors);
        identifier(source.object("metric"), path.child("metric"), errors);
        one(source, "must set either a target value or averageValue", path, errors);
      }
      default -> {
        identifier(source.object("metric"), path.child("metric"), errors);
        one(source, "must set either a target value for metric or a per-pod target", path, errors);
      }
    }
  }

  private static void containerResource(JsonObject source, FieldPath path, FieldErrors errors) {
    String name = source.string("name");
    if (name.isEmpty()) {
      errors.required(path.child("name"), "must specify a resource name");
    } else {
      ResourceValidation.name(name, path.child("name"), errors);
    }
    if (source.string("container").isEmpty()) {
      errors.required(path.child("container"), "must specify a container");
    }
  }

  private static void identifier(JsonObject metric, FieldPath path, FieldErrors errors) {
    String name = metric.string("name");
    if (name.isEmpty()) {
      errors.required(path.child("name"), "must specify a metric name");
    } else {
      errors.invalidEach(path.child("name"), name, ValueFormats.pathSegment(name));
    }
    LabelSelectorValidation.check(metric.get("selector"), path.child("selector"), errors);
  }

  private static void target(JsonObject target, FieldPath path, FieldErrors errors) {
    String type = target.string("type");
    if (type.isEmpty()) {
      errors.required(path.child("type"), "must specify a metric target type");
    }
    if (!TARGETS.contains(type)) {
      errors.invalid(
          path.child("type"), type, "must be either Utilization, Value, or AverageValue");
    }
    for (String field : new String[] {"value", "averageValue"}) {
      if (target.has(field)) {
        Quantity amount = Quantity.of(target.get(field));
        if (amount.signum() <= 0) {
          errors.invalid(path.child(field), amount.toString(), "must be positive");
        }
      }
    }
    if (target.has("averageUtilization") && target.integer("averageUtilization") < 1) {
      errors.invalid(
          path.child("averageUtilization"),
          target.integer("averageUtilization"),
          "must be greater than 0");
    }
  }

  private static void resourceTarget(JsonObject target, FieldPath path, FieldErrors errors) {
    target(target, path, errors);
    boolean share = target.has("averageUtilization");
    boolean value = target.has("averageValue");
    if (!share && !value) {
      errors.required(
          path.child("averageUtilization"),
          "must set either a target raw value or a target utilization");
    } else if (share && value) {
      errors.forbidden(
          path.child("averageValue"),
          "may not set both a target raw value and a target utilization");
    }
  }

  private static void positive(JsonObject source, FieldPath path, FieldErrors errors) {
    JsonObject target = source.object("target");
    target(target, path.child("target"), errors);
    boolean set =
        target.has("averageValue") && Quantity.of(target.get("averageValue")).signum() > 0;
    if (!set) {
      errors.required(
          path.child("target", "averageValue"), "must specify a positive target averageValue");
    }
  }

  private static void one(JsonObject source, String detail, FieldPath path, FieldErrors errors) {
    JsonObject target = source.object("target");
    target(target, path.child("target"), errors);
    boolean value = target.has("value");
    boolean average = target.has("averageValue");
    if (!value && !average) {
      errors.required(path.child("target", "averageValue"), detail);
    } else if (value && average) {
      errors.forbidden(
          path.child("target", "value"),
          "may not set both a target value for metric and a per-pod target");
    }
  }
}
