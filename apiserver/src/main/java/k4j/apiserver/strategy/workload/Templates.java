package k4j.apiserver.strategy.workload;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;
import k4j.api.selector.SelectorException;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.LabelSelectorValidation;
import k4j.apiserver.strategy.pod.PodSpecValidation;

/// What workloads ask of their selector and of the template of their pods.
final class Templates {

  private Templates() {}

  /// @param what as in `empty selector is invalid for deployment`
  static void selector(JsonObject spec, String what, FieldPath path, FieldErrors errors) {
    Json selector = spec.get("selector");
    FieldPath at = path.child("selector");
    if (selector == null) {
      errors.required(at);
      return;
    }
    int before = errors.size();
    LabelSelectorValidation.check(selector, at, errors);
    if (errors.size() > before && !what.equals("daemonset")) {
      errors.invalid(at, selector, what.equals("statefulset") ? "" : "invalid label selector");
    }
    if (LabelSelectorValidation.isEmpty(selector)) {
      errors.invalid(at, selector, "empty selector is invalid for " + what);
    }
  }

  /// @param kind as in `activeDeadlineSeconds in ReplicaSet is not Supported`
  static void lasting(JsonObject spec, String kind, FieldPath path, FieldErrors errors) {
    JsonObject template = spec.object("template");
    FieldPath at = path.child("template");
    matches(spec, path, errors);
    PodSpecValidation.template(template, at, errors);
    JsonObject podSpec = template.object("spec");
    String policy = podSpec.string("restartPolicy");
    if (!policy.equals("Always")) {
      errors.notSupported(at.child("spec", "restartPolicy"), policy, List.of("Always"));
    }
    if (podSpec.has("activeDeadlineSeconds")) {
      errors.forbidden(
          at.child("spec", "activeDeadlineSeconds"),
          "activeDeadlineSeconds in " + kind + " is not Supported");
    }
  }

  /// Whether the selector chooses what is labelled so; also where it cannot be read.
  static boolean selects(JsonObject spec, JsonObject labels) {
    try {
      LabelSelector selector = LabelSelector.of(spec.get("selector"));
      return selector.isEverything() || selector.matches(labels);
    } catch (SelectorException saidElsewhere) {
      return true;
    }
  }

  static void matches(JsonObject spec, FieldPath path, FieldErrors errors) {
    JsonObject labels = spec.object("template").object("metadata").object("labels");
    if (!selects(spec, labels)) {
      errors.invalid(
          path.child("template").child("metadata", "labels"),
          labels.isEmpty() ? null : labels,
          "`selector` does not match template `labels`");
    }
  }
}
