package k4j.apiserver.strategy.extension;

import java.util.HashSet;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.admission.webhook.WebhookConditions;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.LabelSelectorValidation;
import k4j.apiserver.strategy.Validation;

/// Configurations of mutating and validating webhooks.
public final class WebhookValidation implements Validation {

  private static final FieldPath WEBHOOKS = FieldPath.of("webhooks");
  private static final List<String> FAILURE_POLICIES = List.of("Fail", "Ignore");
  private static final List<String> MATCH_POLICIES = List.of("Equivalent", "Exact");
  private static final List<String> SIDE_EFFECTS = List.of("None", "NoneOnDryRun");
  private static final List<String> REINVOCATION_POLICIES = List.of("IfNeeded", "Never");
  private static final List<String> REVIEW_VERSIONS = List.of("v1", "v1beta1");
  private static final int LONGEST_TIMEOUT = 30;
  private static final int SEGMENTS = 3;

  @Override
  public void create(JsonObject configuration, FieldErrors errors) {
    check(configuration, errors);
    conditions(configuration, errors);
  }

  /// Conditions that nobody changes may stay as they are.
  @Override
  public void update(JsonObject object, JsonObject old, String subresource, FieldErrors errors) {
    check(object, errors);
    if (!conditionsOf(object).equals(conditionsOf(old))) {
      conditions(object, errors);
    }
  }

  private static List<JsonArray> conditionsOf(JsonObject configuration) {
    return configuration.array("webhooks").objects().stream()
        .map(webhook -> webhook.array("matchConditions"))
        .toList();
  }

  private static void conditions(JsonObject configuration, FieldErrors errors) {
    List<JsonArray> all = conditionsOf(configuration);
    for (int i = 0; i < all.size(); i++) {
      MatchConditionValidation.check(
          all.get(i).objects(),
          WebhookConditions.ENVIRONMENT,
          WEBHOOKS.index(i).child("matchConditions"),
          errors);
    }
  }

  private static void check(JsonObject configuration, FieldErrors errors) {
    JsonArray webhooks = configuration.array("webhooks");
    var names = new HashSet<String>();
    for (int i = 0; i < webhooks.size(); i++) {
      JsonObject webhook = webhooks.object(i);
      FieldPath path = WEBHOOKS.index(i);
      webhook(webhook, path, errors);
      reviewVersions(
          webhook.array("admissionReviewVersions"), path.child("admissionReviewVersions"), errors);
      String name = webhook.string("name");
      if (!name.isEmpty() && !names.add(name)) {
        errors.duplicate(path.child("name"), name);
      }
    }
  }

  private static void webhook(JsonObject webhook, FieldPath path, FieldErrors errors) {
    name(webhook.string("name"), path.child("name"), errors);
    JsonArray rules = webhook.array("rules");
    for (int i = 0; i < rules.size(); i++) {
      RuleValidation.check(rules.object(i), path.child("rules").index(i), errors);
    }
    Checks.optionalChoice(webhook, "failurePolicy", FAILURE_POLICIES, path, errors);
    Checks.optionalChoice(webhook, "matchPolicy", MATCH_POLICIES, path, errors);
    if (!webhook.has("sideEffects")) {
      errors.required(
          path.child("sideEffects"), "must specify one of " + String.join(", ", SIDE_EFFECTS));
    }
    Checks.optionalChoice(webhook, "sideEffects", SIDE_EFFECTS, path, errors);
    long timeout = webhook.integer("timeoutSeconds", 1);
    if (timeout < 1 || timeout > LONGEST_TIMEOUT) {
      errors.invalid(
          path.child("timeoutSeconds"),
          timeout,
          "the timeout value must be between 1 and 30 seconds");
    }
    for (String selector : new String[] {"namespaceSelector", "objectSelector"}) {
      LabelSelectorValidation.check(webhook.get(selector), path.child(selector), errors);
    }
    Checks.optionalChoice(webhook, "reinvocationPolicy", REINVOCATION_POLICIES, path, errors);
    ClientConfigValidation.check(
        webhook.object("clientConfig"), path.child("clientConfig"), errors);
  }

  private static void name(String name, FieldPath path, FieldErrors errors) {
    List<String> wrong = Formats.dnsSubdomain(name);
    if (name.isEmpty()) {
      errors.required(path);
    } else if (!wrong.isEmpty()) {
      errors.invalid(path, name, String.join(",", wrong));
    } else if (name.split("\\.", -1).length < SEGMENTS) {
      errors.invalid(
          path, name, "should be a domain with at least three segments separated by dots");
    }
  }

  private static void reviewVersions(JsonArray versions, FieldPath path, FieldErrors errors) {
    String known = String.join(", ", REVIEW_VERSIONS);
    if (versions.isEmpty()) {
      errors.required(path, "must specify one of " + known);
      return;
    }
    var seen = new HashSet<String>();
    List<String> names = versions.strings();
    for (int i = 0; i < names.size(); i++) {
      if (!seen.add(names.get(i))) {
        errors.invalid(path.index(i), names.get(i), "duplicate version");
      } else {
        errors.invalidEach(path.index(i), names.get(i), Formats.dns1035Label(names.get(i)));
      }
    }
    if (REVIEW_VERSIONS.stream().noneMatch(seen::contains)) {
      errors.invalid(path, versions, "must include at least one of " + known);
    }
  }
}
