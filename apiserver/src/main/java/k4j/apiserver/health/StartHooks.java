package k4j.apiserver.health;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import k4j.api.schema.ResourceName;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// What must have happened once before a cluster's server is well, by the names that kube-apiserver
/// has for it, in its order. What has happened stays so.
public final class StartHooks {

  private static final String HOOK = "poststarthook/";

  private static final ResourceName CIDRS =
      new ResourceName("networking.k8s.io", "v1", "servicecidrs");
  private static final ResourceName SERVICES =
      new ResourceName("apiregistration.k8s.io", "v1", "apiservices");

  private StartHooks() {}

  /// @param done whether it has happened, as far as the store shows it
  private record Hook(String name, Predicate<Reader> done) {}

  /// All of them, for a cluster that makes its own default objects.
  public static Function<Reader, List<HealthCheck>> ofCluster() {
    return reader -> hooks().stream().map(hook -> check(hook, reader)).toList();
  }

  private static HealthCheck check(Hook hook, Reader reader) {
    var done = new AtomicBoolean();
    return new HealthCheck(
        hook.name(),
        HealthCheck.Scope.EVERYWHERE,
        () -> {
          if (!done.get() && hook.done().test(reader)) {
            done.set(true);
          }
          return done.get();
        });
  }

  private static List<Hook> hooks() {
    Predicate<Reader> begun = _ -> true; // nothing is answered before
    Predicate<Reader> fair = has(Resources.FLOW_SCHEMAS, "", "catch-all");
    Predicate<Reader> registered = has(SERVICES, "", "v1.");
    return List.of(
        new Hook(HOOK + "start-apiserver-admission-initializer", begun),
        new Hook(HOOK + "generic-apiserver-start-informers", begun),
        new Hook(HOOK + "priority-and-fairness-config-consumer", fair),
        new Hook(HOOK + "priority-and-fairness-filter", begun),
        new Hook(HOOK + "storage-object-count-tracker-hook", begun),
        new Hook(HOOK + "start-apiextensions-informers", begun),
        new Hook(HOOK + "start-apiextensions-controllers", begun),
        new Hook(HOOK + "crd-informer-synced", begun),
        new Hook(
            HOOK + "start-system-namespaces-controller",
            has(Resources.NAMESPACES, "", "kube-system")),
        new Hook(
            HOOK + "start-cluster-authentication-info-controller",
            has(Resources.CONFIG_MAPS, "kube-system", "extension-apiserver-authentication")),
        new Hook(HOOK + "storage-readiness", begun),
        new Hook(HOOK + "start-legacy-token-tracking-controller", begun),
        new Hook(HOOK + "start-service-ip-repair-controllers", begun),
        new Hook(HOOK + "rbac/bootstrap-roles", has(Resources.CLUSTER_ROLES, "", "cluster-admin")),
        new Hook(
            HOOK + "scheduling/bootstrap-system-priority-classes",
            has(Resources.PRIORITY_CLASSES, "", "system-node-critical")),
        new Hook(HOOK + "priority-and-fairness-config-producer", fair),
        new Hook(HOOK + "bootstrap-controller", has(Resources.SERVICES, "default", "kubernetes")),
        new Hook(HOOK + "start-kubernetes-service-cidr-controller", has(CIDRS, "", "kubernetes")),
        new Hook(HOOK + "start-kube-aggregator-informers", begun),
        new Hook(HOOK + "apiservice-status-local-available-controller", registered),
        new Hook(HOOK + "apiservice-status-remote-available-controller", registered),
        new Hook(HOOK + "apiservice-registration-controller", registered),
        new Hook(HOOK + "apiservice-wait-for-first-sync", registered),
        new Hook(HOOK + "apiservice-discovery-controller", registered),
        new Hook(HOOK + "kube-apiserver-autoregistration", registered),
        new Hook("autoregister-completion", registered),
        new Hook(HOOK + "apiservice-openapi-controller", begun),
        new Hook(HOOK + "apiservice-openapiv3-controller", begun));
  }

  private static Predicate<Reader> has(ResourceName resource, String namespace, String name) {
    return reader -> reader.get(resource, namespace, name).isPresent();
  }
}
