package k4j.api.quota;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// What an object uses up of the resource quotas of its namespace. Pure.
public final class QuotaUsage {

  private static final Quantity ONE = Quantity.of(1);

  /// Counted by their plain name, too.
  private static final Set<String> PLAIN =
      Set.of("configmaps", "resourcequotas", "replicationcontrollers", "secrets");

  private QuotaUsage() {}

  /// Whether a quota that limits a resource such as `requests.cpu` has anything to do with objects
  /// of a kind.
  ///
  /// @param groupResource such as `pods` or `deployments.apps`
  public static boolean concerns(String groupResource, String name) {
    return name.equals("count/" + groupResource)
        || switch (groupResource) {
          case "pods" -> PodUsage.concerns(name);
          case "services" -> name.equals("services") || name.startsWith("services.");
          case "persistentvolumeclaims" ->
              name.equals("persistentvolumeclaims")
                  || name.equals("requests.storage")
                  || name.endsWith(ClaimUsage.OF_CLASS + "persistentvolumeclaims")
                  || name.endsWith(ClaimUsage.OF_CLASS + "requests.storage");
          case DeviceUsage.CLAIMS -> name.endsWith(DeviceUsage.OF_CLASS);
          default -> PLAIN.contains(groupResource) && name.equals(groupResource);
        };
  }

  /// Whether the quota counts the object.
  public static boolean matches(JsonObject quota, String groupResource, JsonObject object) {
    return switch (groupResource) {
      case "pods" ->
          QuotaScope.all(quota).stream().allMatch(scope -> PodScopes.match(scope, object));
      case "persistentvolumeclaims" ->
          QuotaScope.all(quota).stream().allMatch(scope -> ClaimUsage.matches(scope, object));
      default -> QuotaScope.all(quota).isEmpty();
    };
  }

  /// What the object uses.
  public static ResourceAmounts of(String groupResource, JsonObject object, Instant now) {
    ResourceAmounts count = ResourceAmounts.NONE.with("count/" + groupResource, ONE);
    return switch (groupResource) {
      case "pods" -> PodUsage.of(object, now);
      case "services" -> count.plus(ofService(object.object("spec")));
      case "persistentvolumeclaims" -> count.plus(ClaimUsage.of(object));
      case DeviceUsage.CLAIMS -> count.plus(DeviceUsage.of(object));
      default -> PLAIN.contains(groupResource) ? count.with(groupResource, ONE) : count;
    };
  }

  /// What a pod would have to say for a quota that limits some resources; empty where it does.
  public static Optional<String> missing(
      String groupResource, JsonObject object, Set<String> quotaResources) {
    return groupResource.equals("pods")
        ? PodUsage.missing(object, quotaResources)
        : Optional.empty();
  }

  private static ResourceAmounts ofService(JsonObject spec) {
    ResourceAmounts out = ResourceAmounts.NONE.with("services", ONE);
    int ports = spec.array("ports").size();
    return switch (spec.string("type")) {
      case "NodePort" -> out.with("services.nodeports", Quantity.of(ports));
      case "LoadBalancer" -> {
        boolean allocates = spec.get("allocateLoadBalancerNodePorts") != JsonBoolean.FALSE;
        long asked =
            spec.array("ports").objects().stream()
                .filter(port -> port.integer("nodePort") != 0)
                .count();
        yield out.with("services.nodeports", Quantity.of(allocates ? ports : asked))
            .with("services.loadbalancers", ONE);
      }
      default -> out;
    };
  }
}
