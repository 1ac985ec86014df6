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
  private static final String OF_CLASS = ".storageclass.storage.k8s.io/";

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
                  || name.contains(OF_CLASS);
          default -> PLAIN.contains(groupResource) && name.equals(groupResource);
        };
  }

  /// Whether the quota counts the object.
  public static boolean matches(JsonObject quota, String groupResource, JsonObject object) {
    if (groupResource.equals("pods")) {
      return PodScopes.match(quota, object);
    }
    JsonObject spec = quota.object("spec");
    return spec.array("scopes").isEmpty()
        && spec.object("scopeSelector").array("matchExpressions").isEmpty();
  }

  /// What the object uses.
  public static ResourceAmounts of(String groupResource, JsonObject object, Instant now) {
    ResourceAmounts count = ResourceAmounts.NONE.with("count/" + groupResource, ONE);
    return switch (groupResource) {
      case "pods" -> PodUsage.of(object, now);
      case "services" -> count.plus(ofService(object.object("spec")));
      case "persistentvolumeclaims" -> count.plus(ofClaim(object));
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

  private static ResourceAmounts ofClaim(JsonObject claim) {
    ResourceAmounts out = ResourceAmounts.NONE.with("persistentvolumeclaims", ONE);
    JsonObject spec = claim.object("spec");
    String old =
        claim
            .object("metadata")
            .object("annotations")
            .string("volume.beta.kubernetes.io/storage-class");
    String storageClass = old.isEmpty() ? spec.string("storageClassName") : old;
    if (!storageClass.isEmpty()) {
      out = out.with(storageClass + OF_CLASS + "persistentvolumeclaims", ONE);
    }
    ResourceAmounts requests = PodResources.ofContainer(spec, "requests");
    if (requests.has("storage")) {
      ResourceAmounts allocated =
          ResourceAmounts.of(claim.object("status").object("allocatedResources"));
      Quantity size = requests.get("storage").max(allocated.get("storage"));
      out = out.with("requests.storage", size);
      if (!storageClass.isEmpty()) {
        out = out.with(storageClass + OF_CLASS + "requests.storage", size);
      }
    }
    return out;
  }
}
