package k4j.api.quota;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;
import k4j.api.quantity.Quantity;

/// What a pod uses up of a quota. Pure. (`pkg/quota/v1/evaluator/core`)
final class PodUsage {

  private static final Set<String> KNOWN =
      Set.of(
          "count/pods",
          "pods",
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");

  /// What every container must name where a quota counts it; Kubernetes calls that a mistake.
  private static final Set<String> REQUIRED =
      Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

  private PodUsage() {}

  /// Whether pods use any of a quota's resource.
  static boolean concerns(String name) {
    return KNOWN.contains(name)
        || name.startsWith("hugepages-")
        || name.startsWith("requests.hugepages-")
        || (name.startsWith("requests.") && isExtended(name.substring("requests.".length())));
  }

  private static boolean isExtended(String name) {
    int slash = name.indexOf('/');
    return slash > 0 && !name.substring(0, slash).endsWith("kubernetes.io");
  }

  static ResourceAmounts of(JsonObject pod, Instant now) {
    ResourceAmounts count = ResourceAmounts.NONE.with("count/pods", Quantity.of(1));
    if (isOver(pod, now)) {
      return count;
    }
    ResourceAmounts overhead = ResourceAmounts.of(pod.object("spec").object("overhead"));
    ResourceAmounts limits = PodResources.of(pod, "limits");
    return compute(
            PodResources.of(pod, "requests").plus(overhead), limits.plus(overhead.maskedBy(limits)))
        .plus(count);
  }

  /// Whether a pod has ended, or should have.
  private static boolean isOver(JsonObject pod, Instant now) {
    String phase = pod.object("status").string("phase");
    if (phase.equals("Failed") || phase.equals("Succeeded")) {
      return true;
    }
    JsonObject metadata = pod.object("metadata");
    return metadata.has("deletionGracePeriodSeconds")
        && Times.in(metadata, "deletionTimestamp").filter(end -> end.isBefore(now)).isPresent();
  }

  private static ResourceAmounts compute(ResourceAmounts requests, ResourceAmounts limits) {
    var out = new TreeMap<String, Quantity>();
    out.put("pods", Quantity.of(1));
    requests
        .values()
        .forEach((name, amount) -> {
          boolean plain =
              name.equals("cpu")
                  || name.equals("memory")
                  || name.equals("ephemeral-storage")
                  || name.startsWith("hugepages-");
          if (plain) {
            out.put(name, amount);
          }
          if (plain || isExtended(name)) {
            out.put("requests." + name, amount);
          }
        });
    limits
        .values()
        .forEach((name, amount) -> {
          if (KNOWN.contains("limits." + name)) {
            out.put("limits." + name, amount);
          }
        });
    return new ResourceAmounts(out);
  }

  /// What containers would have to name for the quota's resources, but do not.
  static Optional<String> missing(JsonObject pod, Set<String> quotaResources) {
    JsonObject spec = pod.object("spec");
    if (!spec.object("resources").object("requests").isEmpty()
        || !spec.object("resources").object("limits").isEmpty()) {
      return Optional.empty();
    }
    Map<String, TreeSet<String>> missing = new TreeMap<>();
    for (String field : new String[] {"containers", "initContainers"}) {
      for (JsonObject container : spec.array(field).objects()) {
        ResourceAmounts named =
            compute(
                PodResources.ofContainer(container, "requests"),
                PodResources.ofContainer(container, "limits"));
        for (String name : quotaResources) {
          if (REQUIRED.contains(name) && !named.has(name)) {
            missing.computeIfAbsent(name, _ -> new TreeSet<>()).add(container.string("name"));
          }
        }
      }
    }
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    var parts = new TreeMap<String, String>();
    missing.forEach(
        (name, containers) -> parts.put(name, name + " for: " + String.join(",", containers)));
    return Optional.of("must specify " + String.join("; ", parts.values()));
  }
}
