package k4j.controllers.resourcequota;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.ResourceQuota;
import k4j.api.core.v1.Service;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.Discovery.Served;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Counts what each quota's namespace uses: admission only adds to that, and cannot see what is
/// deleted, ends or was refused after it was charged.
public final class ResourceQuotaController implements Controller {

  /// What was just charged by admission may not be stored yet: a count is checked soon after.
  private static final String COUNT = "count/";

  private static final Duration SOON = Duration.ofSeconds(1);

  /// Kinds that are not watched are counted anew from time to time.
  private static final Duration RECOUNT = Duration.ofSeconds(10);

  private final ControllerContext context;
  private final Client client;
  private final Informer<ResourceQuota> quotas;
  private final WorkQueue<String> queue;
  private final ControllerLoop<String> loop;

  public ResourceQuotaController(ControllerContext context) {
    this.context = context;
    client = context.client();
    quotas = context.informers().of(Kinds.RESOURCE_QUOTAS);
    Informer<Pod> pods = context.informers().of(Kinds.PODS);
    Informer<Service> services = context.informers().of(Kinds.SERVICES);
    queue = context.queue();
    loop =
        new ControllerLoop<>(
            "resourcequota", List.of(quotas, pods, services), queue, this::reconcile);
    quotas.handle(Handler.each(quota -> queue.add(quota.key())));
    pods.handle(Handler.each(this::recount));
    services.handle(Handler.deletions(this::recount));
  }

  private void recount(ApiObject object) {
    quotas.list().stream()
        .filter(quota -> quota.namespace().equals(object.namespace()))
        .forEach(quota -> queue.add(quota.key()));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String key) {
    Optional<ResourceQuota> known = quotas.get(key);
    if (known.isEmpty()) {
      return Outcome.DONE;
    }
    // Read anew before the objects are: whatever is charged meanwhile makes the write fail.
    // By listing, for the controller's role has no more.
    Optional<JsonObject> quota =
        client.near(Kinds.RESOURCE_QUOTAS, known.get()).list().stream()
            .filter(each -> each.name().equals(known.get().name()))
            .map(ResourceQuota::json)
            .findFirst();
    if (quota.isEmpty()) {
      return Outcome.DONE;
    }
    Map<String, List<JsonObject>> objects = count(quota.get(), known.get().namespace());
    JsonObject status = QuotaStatusPlan.status(quota.get(), objects, context.now());
    if (status.equals(quota.get().object("status"))) {
      return Outcome.after(RECOUNT);
    }
    try {
      client
          .near(Kinds.RESOURCE_QUOTAS, known.get())
          .put(known.get().name(), "status", quota.get().with("status", status));
    } catch (StatusException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
    }
    return Outcome.after(SOON);
  }

  private Map<String, List<JsonObject>> count(JsonObject quota, String namespace) {
    var objects = new HashMap<String, List<JsonObject>>();
    for (Kind<?> kind : Kinds.all()) {
      String groupResource = kind.resource().groupResource();
      if (kind.namespaced()
          && !objects.containsKey(groupResource)
          && QuotaStatusPlan.counts(quota, groupResource)) {
        objects.put(
            groupResource,
            client.in(kind, namespace).list().stream().map(each -> each.json()).toList());
      }
    }
    countOthers(quota, namespace, objects);
    return objects;
  }

  /// Resources that only discovery knows of are counted by name: `count/gadgets.example.com`.
  private void countOthers(
      JsonObject quota, String namespace, Map<String, List<JsonObject>> objects) {
    boolean others =
        quota.object("spec").object("hard").names().stream()
            .filter(name -> name.startsWith(COUNT))
            .anyMatch(name -> !objects.containsKey(name.substring(COUNT.length())));
    if (!others) {
      return;
    }
    for (Served served : client.discovery().preferred().resources()) {
      String groupResource = served.kind().resource().groupResource();
      if (served.kind().namespaced()
          && served.can("list")
          && !objects.containsKey(groupResource)
          && QuotaStatusPlan.counts(quota, groupResource)) {
        objects.put(
            groupResource,
            client.in(served.kind(), namespace).list().stream().map(each -> each.json()).toList());
      }
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
