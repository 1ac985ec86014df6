package k4j.apiserver.strategy.pod;

import java.util.List;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;

/// Requests and limits.
public final class ResourceValidation {

  private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage");
  private static final Set<String> COUNTED =
      Set.of(
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");
  private static final Set<String> KNOWN =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "storage",
          "requests.cpu",
          "requests.memory",
          "requests.storage",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");
  private static final String HUGE = "hugepages-";

  private ResourceValidation() {}

  public static void requirements(JsonObject resources, FieldPath path, FieldErrors errors) {
    for (String list : new String[] {"limits", "requests"}) {
      for (String name : resources.object(list).names()) {
        name(name, path.child(list).key(name), errors);
      }
    }
    amounts(resources, path, errors);
  }

  /// Whatever they are called.
  static void amounts(JsonObject resources, FieldPath path, FieldErrors errors) {
    JsonObject limits = resources.object("limits");
    JsonObject requests = resources.object("requests");
    boolean cpuOrMemory = false;
    boolean huge = false;
    for (String name : limits.names()) {
      FieldPath at = path.child("limits").key(name);
      quantity(name, limits, at, errors);
      huge |= name.startsWith(HUGE);
      cpuOrMemory |= name.equals("cpu") || name.equals("memory");
    }
    for (String name : requests.names()) {
      FieldPath at = path.child("requests").key(name);
      quantity(name, requests, at, errors);
      againstLimit(name, limits, requests, path, errors);
      huge |= name.startsWith(HUGE);
      cpuOrMemory |= name.equals("cpu") || name.equals("memory");
    }
    if (huge && !cpuOrMemory) {
      errors.forbidden(path, "HugePages require cpu or memory");
    }
  }

  public static void name(String name, FieldPath path, FieldErrors errors) {
    named(name, true, path, errors);
  }

  /// @param contained whether containers must be able to have it
  public static void named(String name, boolean contained, FieldPath path, FieldErrors errors) {
    List<String> wrong = Formats.qualifiedName(name);
    errors.invalidEach(path, name, wrong);
    boolean plain = name.indexOf('/') < 0;
    boolean huge = name.startsWith(HUGE) || name.startsWith("requests." + HUGE);
    if (wrong.isEmpty() && plain && !KNOWN.contains(name) && !COUNTED.contains(name) && !huge) {
      errors.invalid(path, name, "must be a standard resource type or fully qualified");
    }
    if (contained && plain && !STANDARD.contains(name) && !name.startsWith(HUGE)) {
      errors.invalid(path, name, "must be a standard resource for containers");
    } else if (contained && !plain && !name.contains("kubernetes.io/") && !isExtended(name)) {
      errors.invalid(path, name, "doesn't follow extended resource name standard");
    }
  }

  private static boolean isExtended(String name) {
    return !name.startsWith("requests.") && Formats.qualifiedName("requests." + name).isEmpty();
  }

  public static void quantity(String name, JsonObject amounts, FieldPath path, FieldErrors errors) {
    Quantity amount = Quantity.of(amounts.get(name));
    if (amount.signum() < 0) {
      errors.invalid(path, amount.toString(), ValueFormats.NOT_NEGATIVE);
    }
    boolean counted = name.indexOf('/') >= 0 || COUNTED.contains(name);
    if (counted && !amount.isWhole()) {
      errors.invalid(path, amount.toString(), "must be an integer");
    }
  }

  private static void againstLimit(
      String name, JsonObject limits, JsonObject requests, FieldPath path, FieldErrors errors) {
    Quantity request = Quantity.of(requests.get(name));
    boolean overcommits =
        (name.indexOf('/') < 0 || name.contains("kubernetes.io/")) && !name.startsWith(HUGE);
    if (!limits.has(name)) {
      if (!overcommits) {
        errors.required(path.child("limits"), "Limit must be set for non overcommitable resources");
      }
      return;
    }
    Quantity limit = Quantity.of(limits.get(name));
    if (!overcommits && !request.equals(limit)) {
      errors.invalid(
          path.child("requests"),
          request.toString(),
          "must be equal to %s limit of %s".formatted(name, limit));
    } else if (overcommits && request.compareTo(limit) > 0) {
      errors.invalid(
          path.child("requests"),
          request.toString(),
          "must be less than or equal to %s limit of %s".formatted(name, limit));
    }
  }
}
