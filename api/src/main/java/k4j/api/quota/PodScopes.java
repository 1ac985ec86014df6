package k4j.api.quota;

import java.util.List;
import k4j.api.json.JsonObject;

/// Whether a quota that counts only some pods counts this one. Pure.
final class PodScopes {

  private PodScopes() {}

  static boolean match(QuotaScope scope, JsonObject pod) {
    JsonObject spec = pod.object("spec");
    return switch (scope.name()) {
      case "Terminating" -> isTerminating(spec);
      case "NotTerminating" -> !isTerminating(spec);
      case "BestEffort" -> isBestEffort(spec);
      case "NotBestEffort" -> !isBestEffort(spec);
      case "PriorityClass" -> {
        String name = spec.string("priorityClassName");
        yield scope.matches(name.isEmpty() ? List.of() : List.of(name));
      }
      case "CrossNamespacePodAffinity" -> crossesNamespaces(spec.object("affinity"));
      default -> false;
    };
  }

  private static boolean isTerminating(JsonObject spec) {
    return spec.integer("activeDeadlineSeconds", -1) >= 0;
  }

  private static boolean isBestEffort(JsonObject spec) {
    for (String field : new String[] {"containers", "initContainers"}) {
      for (JsonObject container : spec.array(field).objects()) {
        if (asks(container.object("resources"))) {
          return false;
        }
      }
    }
    return !asks(spec.object("resources"));
  }

  private static boolean asks(JsonObject resources) {
    for (String side : new String[] {"requests", "limits"}) {
      ResourceAmounts amounts = ResourceAmounts.of(resources.object(side));
      if (amounts.get("cpu").signum() > 0 || amounts.get("memory").signum() > 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean crossesNamespaces(JsonObject affinity) {
    for (String kind : new String[] {"podAffinity", "podAntiAffinity"}) {
      JsonObject rules = affinity.object(kind);
      for (JsonObject term :
          rules.array("requiredDuringSchedulingIgnoredDuringExecution").objects()) {
        if (crosses(term)) {
          return true;
        }
      }
      for (JsonObject weighted :
          rules.array("preferredDuringSchedulingIgnoredDuringExecution").objects()) {
        if (crosses(weighted.object("podAffinityTerm"))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean crosses(JsonObject term) {
    return !term.array("namespaces").isEmpty() || term.has("namespaceSelector");
  }
}
