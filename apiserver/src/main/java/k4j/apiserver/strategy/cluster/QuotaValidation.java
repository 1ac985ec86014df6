package k4j.apiserver.strategy.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Validation;

/// Quotas of resources.
public final class QuotaValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final Set<String> STANDARD =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage",
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "persistentvolumeclaims",
          "configmaps",
          "services.nodeports",
          "services.loadbalancers");

  private static final Set<String> COUNTED =
      Set.of(
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "persistentvolumeclaims",
          "configmaps",
          "services.nodeports",
          "services.loadbalancers",
          "requests.storage");
  private static final Set<String> VOLUMES = Set.of("persistentvolumeclaims", "requests.storage");
  private static final Set<String> PLAIN_SCOPES =
      Set.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "CrossNamespacePodAffinity");
  private static final Set<String> SCOPES =
      Set.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "CrossNamespacePodAffinity",
          "PriorityClass",
          "VolumeAttributesClass");

  @Override
  public void create(JsonObject quota, FieldErrors errors) {
    JsonObject spec = quota.object("spec");
    amounts(spec.object("hard"), SPEC.child("hard"), errors);
    scopes(spec, errors);
  }

  private static void amounts(JsonObject hard, FieldPath list, FieldErrors errors) {
    for (String name : hard.names()) {
      FieldPath path = list.key(name);
      errors.invalidEach(path, name, Formats.qualifiedName(name));
      boolean standard =
          STANDARD.contains(name)
              || name.indexOf('/') >= 0
              || name.startsWith("requests.hugepages-")
              || name.startsWith("hugepages-");
      if (!standard) {
        if (Formats.qualifiedName(name).isEmpty()) {
          errors.invalid(path, name, "must be a standard resource type or fully qualified");
        }
        errors.invalid(path, name, "must be a standard resource for quota");
      }
      Quantity amount = Quantity.of(hard.get(name));
      if (amount.signum() < 0) {
        errors.invalid(path, amount.toString(), ValueFormats.NOT_NEGATIVE);
      }
      boolean counted = name.startsWith("count/") || (STANDARD.contains(name) && !divisible(name));
      if (counted && !amount.isWhole()) {
        errors.invalid(path, amount.toString(), "must be an integer");
      }
    }
  }

  private static boolean divisible(String name) {
    return name.endsWith("cpu") || name.endsWith("memory") || name.endsWith("storage");
  }

  private static void scopes(JsonObject spec, FieldErrors errors) {
    JsonObject hard = spec.object("hard");
    List<String> scopes = spec.array("scopes").strings();
    for (String scope : scopes) {
      if (!SCOPES.contains(scope)) {
        errors.invalid(SPEC.child("scopes"), spec.get("scopes"), "unsupported scope");
      }
      for (String name : hard.names()) {
        if (SCOPES.contains(scope) && STANDARD.contains(name) && !tracks(scope, name)) {
          errors.invalid(
              SPEC.child("scopes"), spec.get("scopes"), "unsupported scope applied to resource");
        }
      }
    }
    conflicts(Set.copyOf(scopes), spec, errors);
    JsonArray expressions = spec.object("scopeSelector").array("matchExpressions");
    FieldPath path = SPEC.child("scopeSelector", "matchExpressions");
    for (JsonObject expression : expressions.objects()) {
      expression(expression, hard, path, errors);
    }
  }

  private static void conflicts(Set<String> scopes, JsonObject spec, FieldErrors errors) {
    for (List<String> pair :
        List.of(List.of("BestEffort", "NotBestEffort"), List.of("Terminating", "NotTerminating"))) {
      if (scopes.containsAll(pair)) {
        errors.invalid(SPEC.child("scopes"), spec.get("scopes"), "conflicting scopes");
      }
    }
  }

  private static void expression(
      JsonObject expression, JsonObject hard, FieldPath path, FieldErrors errors) {
    String scope = expression.string("scopeName");
    String operator = expression.string("operator");
    boolean valued = !expression.array("values").isEmpty();
    FieldPath at = path.child("scopeName");
    if (!SCOPES.contains(scope)) {
      errors.invalid(at, scope, "unsupported scope");
    }
    for (String name : hard.names()) {
      if (SCOPES.contains(scope) && STANDARD.contains(name) && !tracks(scope, name)) {
        errors.invalid(at, hard, "unsupported scope applied to resource");
      }
    }
    boolean plain = PLAIN_SCOPES.contains(scope);
    if (plain && !operator.equals("Exists")) {
      errors.invalid(
          path.child("operator"),
          operator,
          "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
              + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
              + " ResourceQuotaScopeNotBestEffort or"
              + " ResourceQuotaScopeCrossNamespacePodAffinity");
    }
    switch (operator) {
      case "In", "NotIn" -> {
        if (!valued) {
          errors.required(
              path.child("values"),
              "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (valued) {
          errors.invalid(
              path.child("values"),
              expression.get("values"),
              "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
        }
      }
      default -> errors.invalid(path.child("operator"), operator, "not a valid selector operator");
    }
  }

  /// Whether something that has no other measure can be told apart by a scope.
  private static boolean tracks(String scope, String name) {
    return switch (scope) {
      case "BestEffort" -> name.equals("pods");
      case "VolumeAttributesClass" -> VOLUMES.contains(name);
      default -> !COUNTED.contains(name) || name.equals("pods");
    };
  }

  @Override
  public void update(JsonObject quota, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      create(quota, errors);
      JsonObject spec = quota.object("spec");
      Set<String> scopes = new HashSet<>(spec.array("scopes").strings());
      if (!scopes.equals(new HashSet<>(old.object("spec").array("scopes").strings()))) {
        errors.invalid(SPEC.child("scopes"), spec.get("scopes"), "field is immutable");
      }
    } else {
      JsonObject status = quota.object("status");
      for (String list : new String[] {"hard", "used"}) {
        amounts(status.object(list), FieldPath.of("status").child(list), errors);
      }
    }
  }

  /// Of a quota that asks for more than it allows.
  @Override
  public List<String> warnings(JsonObject quota) {
    JsonObject hard = quota.object("spec").object("hard");
    var out = new ArrayList<String>();
    for (String name : new String[] {"cpu", "memory", "storage", "ephemeral-storage"}) {
      boolean bare = name.equals("cpu") || name.equals("memory");
      String request = hard.has("requests." + name) || !bare ? "requests." + name : name;
      String limit = "limits." + name;
      if (hard.has(request) && hard.has(limit)) {
        Quantity asked = Quantity.of(hard.get(request));
        Quantity allowed = Quantity.of(hard.get(limit));
        if (asked.compareTo(allowed) > 0) {
          out.add(
              "ResourceQuota %s (%s) should be less than %s (%s)"
                  .formatted(request, asked, limit, allowed));
        }
      }
    }
    return List.copyOf(out);
  }

  @Override
  public List<String> warnings(JsonObject quota, JsonObject old) {
    return List.of();
  }
}
