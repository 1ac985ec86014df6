package k4j.apiserver.strategy.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;

/// When a job has failed and when it has succeeded.
final class JobPolicies {

  private static final int MAX_RULES = 20;
  private static final int MAX_CODES = 255;
  private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
  private static final List<String> OPERATORS = List.of("In", "NotIn");
  private static final List<String> STATUSES = List.of("False", "True", "Unknown");

  private JobPolicies() {}

  static void failure(JsonObject job, FieldPath path, FieldErrors errors) {
    JsonArray rules = job.object("podFailurePolicy").array("rules");
    FieldPath at = path.child("rules");
    if (rules.size() > MAX_RULES) {
      errors.tooMany(at, rules.size(), MAX_RULES);
    }
    Set<String> containers = new HashSet<>();
    JsonObject pod = job.object("template").object("spec");
    for (String list : new String[] {"containers", "initContainers"}) {
      pod.array(list).objects().forEach(each -> containers.add(each.string("name")));
    }
    for (int i = 0; i < rules.size(); i++) {
      JsonObject rule = rules.object(i);
      action(rule, job, at.index(i), errors);
      if (rule.has("onExitCodes")) {
        codes(rule.object("onExitCodes"), containers, at.index(i).child("onExitCodes"), errors);
      }
      conditions(rule.array("onPodConditions"), at.index(i).child("onPodConditions"), errors);
      boolean conditional = !rule.array("onPodConditions").isEmpty();
      if (rule.has("onExitCodes") && conditional) {
        errors.invalid(
            at.index(i), "specifying both OnExitCodes and OnPodConditions is not supported");
      } else if (!rule.has("onExitCodes") && !conditional) {
        errors.invalid(
            at.index(i), "specifying one of OnExitCodes and OnPodConditions is required");
      }
    }
  }

  private static void action(JsonObject rule, JsonObject job, FieldPath path, FieldErrors errors) {
    String action = rule.string("action");
    FieldPath at = path.child("action");
    if (action.isEmpty()) {
      errors.required(at, "valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]");
    } else if (!ACTIONS.contains(action)) {
      errors.notSupported(at, action, ACTIONS);
    } else if (action.equals("FailIndex") && !job.has("backoffLimitPerIndex")) {
      errors.invalid(at, action, "requires the backoffLimitPerIndex to be set");
    }
  }

  private static void codes(
      JsonObject requirement, Set<String> containers, FieldPath path, FieldErrors errors) {
    String operator = requirement.string("operator");
    if (operator.isEmpty()) {
      errors.required(path.child("operator"), "valid values: [\"In\" \"NotIn\"]");
    } else if (!OPERATORS.contains(operator)) {
      errors.notSupported(path.child("operator"), operator, OPERATORS);
    }
    String container = requirement.string("containerName");
    if (requirement.has("containerName") && !containers.contains(container)) {
      errors.invalid(
          path.child("containerName"),
          container,
          "must be one of the container or initContainer names in the pod template");
    }
    JsonArray values = requirement.array("values");
    FieldPath at = path.child("values");
    if (values.isEmpty()) {
      errors.invalid(at, requirement.get("values"), "at least one value is required");
    } else if (values.size() > MAX_CODES) {
      errors.tooMany(at, values.size(), MAX_CODES);
    }
    ordered(values, operator, at, errors);
  }

  private static void ordered(
      JsonArray values, String operator, FieldPath path, FieldErrors errors) {
    var seen = new HashSet<Json>();
    long last = Long.MIN_VALUE;
    boolean ordered = true;
    for (int i = 0; i < values.size(); i++) {
      long value = values.get(i) instanceof JsonInteger number ? number.value() : 0;
      if (value == 0 && operator.equals("In")) {
        errors.invalid(path.index(i), value, "must not be 0 for the In operator");
      }
      if (!seen.add(values.get(i))) {
        errors.duplicate(path.index(i), values.get(i));
      }
      ordered &= last <= value;
      last = value;
    }
    if (!ordered) {
      errors.invalid(path, values, "must be ordered");
    }
  }

  private static void conditions(JsonArray patterns, FieldPath path, FieldErrors errors) {
    if (patterns.size() > MAX_RULES) {
      errors.tooMany(path, patterns.size(), MAX_RULES);
    }
    for (int i = 0; i < patterns.size(); i++) {
      JsonObject pattern = patterns.object(i);
      String type = pattern.string("type");
      errors.invalidEach(path.index(i).child("type"), type, Formats.qualifiedName(type));
      String status = pattern.string("status");
      FieldPath at = path.index(i).child("status");
      if (status.isEmpty()) {
        errors.required(at, "valid values: [\"False\" \"True\" \"Unknown\"]");
      } else if (!STATUSES.contains(status)) {
        errors.notSupported(at, status, STATUSES);
      }
    }
  }

  static void success(JsonObject job, FieldPath path, FieldErrors errors) {
    JsonArray rules = job.object("successPolicy").array("rules");
    FieldPath at = path.child("rules");
    if (rules.isEmpty()) {
      errors.required(
          at, "at least one rules must be specified when the successPolicy is specified");
    }
    if (rules.size() > MAX_RULES) {
      errors.tooMany(at, rules.size(), MAX_RULES);
    }
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.object(i), job.integer("completions"), at.index(i), errors);
    }
  }

  private static void rule(JsonObject rule, long completions, FieldPath path, FieldErrors errors) {
    boolean counted = rule.has("succeededCount");
    boolean named = rule.has("succeededIndexes");
    if (!counted && !named) {
      errors.required(path, "at least one of succeededCount or succeededIndexes must be specified");
    }
    long total = 0;
    if (named) {
      String text = rule.string("succeededIndexes");
      if (text.length() > 64 * 1024) {
        errors.tooLong(path.child("succeededIndexes"), 64 * 1024);
      }
      Indexes indexes = Indexes.parse(text, completions);
      total = indexes.total();
      if (!indexes.problem().isEmpty()) {
        errors.invalid(
            path.child("succeededIndexes"),
            text,
            "error parsing succeededIndexes: " + indexes.problem());
      }
    }
    if (!counted) {
      return;
    }
    long count = rule.integer("succeededCount");
    FieldPath at = path.child("succeededCount");
    Checks.notNegative(rule, "succeededCount", path, errors);
    if (count > completions) {
      errors.invalid(
          at,
          count,
          "must be less than or equal to %d (the number of specified completions)"
              .formatted(completions));
    }
    if (named && count > total) {
      errors.invalid(
          at,
          count,
          "must be less than or equal to %d (the number of indexes in the specified"
                  .formatted(total)
              + " succeededIndexes field)");
    }
  }
}
