package k4j.apiserver.strategy.cluster;

import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;
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

  @Override
  public void create(JsonObject quota, FieldErrors errors) {
    JsonObject hard = quota.object("spec").object("hard");
    for (String name : hard.names()) {
      FieldPath path = SPEC.child("hard").key(name);
      errors.invalidEach(path, name, Formats.qualifiedName(name));
      boolean standard =
          STANDARD.contains(name)
              || name.indexOf('/') >= 0
              || name.startsWith("requests.hugepages-")
              || name.startsWith("hugepages-");
      if (!standard) {
        errors.invalid(path, name, "must be a standard resource type or fully qualified");
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

  @Override
  public void update(JsonObject quota, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      create(quota, errors);
      Checks.immutable(quota.object("spec"), old.object("spec"), "scopes", SPEC, errors);
    }
  }
}
