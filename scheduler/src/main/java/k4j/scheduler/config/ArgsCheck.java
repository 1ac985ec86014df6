package k4j.scheduler.config;

import java.util.List;
import java.util.Set;
import k4j.api.json.JsonObject;

/// Checks what `pluginConfig` says for the plugins of Kubernetes. (apis/config/validation.)
final class ArgsCheck {

  private final Faults faults;
  private final String path;

  ArgsCheck(Faults faults, String path) {
    this.faults = faults;
    this.path = path;
  }

  void check(String plugin, JsonObject args) {
    switch (plugin) {
      case "NodeResourcesFit" -> fit(args);
      case "NodeResourcesBalancedAllocation" -> known(args, "resources");
      case "PodTopologySpread" -> spread(args);
      case "InterPodAffinity" -> affinity(args);
      case "NodeAffinity" -> known(args, "addedAffinity");
      case "VolumeBinding" -> volumes(args);
      case "DefaultPreemption" -> preemption(args);
      default -> {} // of others, who check for themselves
    }
  }

  private void known(JsonObject args, String... fields) {
    faults.unknown(path, args, Set.of(fields));
  }

  private void fit(JsonObject args) {
    known(args, "ignoredResources", "ignoredResourceGroups", "scoringStrategy");
    for (String group : args.array("ignoredResourceGroups").strings()) {
      if (group.contains("/")) {
        faults.invalid(
            path + ".ignoredResourceGroups", group, "resource group name can't contain '/'");
      }
    }
    JsonObject strategy = args.object("scoringStrategy");
    if (strategy.isEmpty()) {
      return;
    }
    String at = path + ".scoringStrategy";
    faults.unknown(at, strategy, Set.of("type", "resources", "requestedToCapacityRatio"));
    resources(at + ".resources", strategy.array("resources").objects());
    boolean ratio = strategy.has("requestedToCapacityRatio");
    String ratioPath = at + ".requestedToCapacityRatio";
    switch (strategy.string("type")) {
      case "LeastAllocated", "MostAllocated", "" -> {
        if (ratio) {
          faults.add(
              ratioPath + ": Forbidden: must be nil when type is not RequestedToCapacityRatio");
        }
      }
      case "RequestedToCapacityRatio" -> {
        if (ratio) {
          shape(ratioPath + ".shape", strategy.object("requestedToCapacityRatio"));
        } else {
          faults.required(ratioPath, "must be specified when type is RequestedToCapacityRatio");
        }
      }
      case String other ->
          faults.notSupported(
              at + ".type",
              other,
              "\"LeastAllocated\", \"MostAllocated\", \"RequestedToCapacityRatio\"");
    }
  }

  private void resources(String at, List<JsonObject> resources) {
    for (int i = 0; i < resources.size(); i++) {
      long weight = resources.get(i).integer("weight", 1);
      if (weight < 1 || weight > 100) {
        faults.invalid(
            at + "[" + i + "].weight",
            weight,
            "resource weight of %s not in valid range [1, 100]"
                .formatted(resources.get(i).string("name")));
      }
    }
  }

  private void shape(String at, JsonObject ratio) {
    List<JsonObject> points = ratio.array("shape").objects();
    if (points.isEmpty()) {
      faults.required(at, "at least one point must be specified");
      return;
    }
    for (int i = 1; i < points.size(); i++) {
      long utilization = points.get(i).integer("utilization");
      if (points.get(i - 1).integer("utilization") >= utilization) {
        faults.invalid(
            at + "[" + i + "].utilization",
            utilization,
            "values must be sorted in increasing order");
        break;
      }
    }
    for (int i = 0; i < points.size(); i++) {
      within(at + "[" + i + "].utilization", points.get(i).integer("utilization"), 100);
      within(at + "[" + i + "].score", points.get(i).integer("score"), 10);
    }
  }

  private void within(String at, long value, int most) {
    if (value < 0 || value > most) {
      faults.invalid(at, value, "not in valid range [0-" + most + "]");
    }
  }

  private void spread(JsonObject args) {
    known(args, "defaultConstraints", "defaultingType");
    List<JsonObject> constraints = args.array("defaultConstraints").objects();
    String type = args.string("defaultingType");
    if (!type.isEmpty() && !type.equals("System") && !type.equals("List")) {
      faults.notSupported(path + ".defaultingType", type, "\"List\", \"System\"");
    }
    if (!type.equals("List") && !constraints.isEmpty()) {
      faults.invalid(path + ".defaultingType", "System", "when .defaultConstraints are not empty");
    }
    for (int i = 0; i < constraints.size(); i++) {
      JsonObject constraint = constraints.get(i);
      String at = path + ".defaultConstraints[" + i + "]";
      if (constraint.integer("maxSkew") <= 0) {
        faults.invalid(
            at + ".maxSkew", constraint.integer("maxSkew"), "not in valid range (0, inf)");
      }
      if (constraint.string("topologyKey").isEmpty()) {
        faults.required(at + ".topologyKey", "can not be empty");
      }
      String action = constraint.string("whenUnsatisfiable");
      if (action.isEmpty()) {
        faults.required(at + ".whenUnsatisfiable", "can not be empty");
      } else if (!action.equals("DoNotSchedule") && !action.equals("ScheduleAnyway")) {
        faults.notSupported(
            at + ".whenUnsatisfiable", action, "\"DoNotSchedule\", \"ScheduleAnyway\"");
      }
      if (constraint.has("labelSelector")) {
        faults.add(
            at
                + ".labelSelector: Forbidden: constraint must not define a selector, as they"
                + " deduced for each pod");
      }
    }
  }

  private void affinity(JsonObject args) {
    known(args, "hardPodAffinityWeight", "ignorePreferredTermsOfExistingPods");
    within(path + ".hardPodAffinityWeight", args.integer("hardPodAffinityWeight", 1), 100);
  }

  private void volumes(JsonObject args) {
    known(args, "bindTimeoutSeconds", "shape");
    long timeout = args.integer("bindTimeoutSeconds", 600);
    if (timeout < 0) {
      faults.invalid(
          path + ".bindTimeoutSeconds",
          timeout,
          "invalid BindTimeoutSeconds, should not be a negative value");
    }
    if (args.has("shape")) {
      faults.invalid(
          path + ".shape",
          args.array("shape"),
          "unexpected field `shape`, remove it or turn on the feature gate StorageCapacityScoring");
    }
  }

  private void preemption(JsonObject args) {
    known(args, "minCandidateNodesPercentage", "minCandidateNodesAbsolute");
    long percentage = args.integer("minCandidateNodesPercentage", 10);
    long absolute = args.integer("minCandidateNodesAbsolute", 100);
    String one = path + ".minCandidateNodesPercentage";
    String other = path + ".minCandidateNodesAbsolute";
    if (percentage < 0 || percentage > 100) {
      faults.invalid(one, percentage, "not in valid range [0, 100]");
    }
    if (absolute < 0) {
      faults.invalid(other, absolute, "not in valid range [0, inf)");
    }
    if (percentage == 0 && absolute == 0) {
      faults.invalid(
          one, percentage, "cannot be zero at the same time as minCandidateNodesAbsolute");
      faults.invalid(
          other, absolute, "cannot be zero at the same time as minCandidateNodesPercentage");
    }
  }
}
