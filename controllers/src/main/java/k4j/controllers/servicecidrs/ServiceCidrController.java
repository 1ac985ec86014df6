package k4j.controllers.servicecidrs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.api.networking.v1.IPAddress;
import k4j.api.networking.v1.ServiceCIDR;
import k4j.client.Client;
import k4j.client.Patch;
import k4j.client.WriteOptions;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.ownership.Finalizers;

/// Says that ranges of service addresses are ready, and lets them go when no service needs them.
/// (controller: servicecidrs.)
public final class ServiceCidrController implements Controller {

  private static final String NAME = "service-cidr-controller";
  private static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final int WORKERS = 5;

  private final ControllerContext context;
  private final Client client;
  private final Informer<ServiceCIDR> ranges;
  private final Informer<IPAddress> addresses;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public ServiceCidrController(ControllerContext context) {
    this.context = context;
    client = context.client();
    ranges = context.informers().of(Kinds.SERVICE_CIDRS);
    addresses = context.informers().of(Kinds.IP_ADDRESSES);
    queue = context.queue();
    recorder = context.recorder(NAME);
    loop = new ControllerLoop<>("service-cidr", List.of(ranges, addresses), queue, this::reconcile);
    ranges.handle(
        Handler.each(range ->
            ranges.list().stream()
                .filter(other -> RangeUse.overlap(range, other))
                .forEach(other -> queue.add(other.name()))));
    addresses.handle(
        Handler.each(address -> {
          if (RangeUse.isServices(address)) {
            ranges.list().stream()
                .filter(range -> RangeUse.canGive(range, address))
                .forEach(range -> queue.add(range.name()));
          }
        }));
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String name) {
    Optional<ServiceCIDR> found = ranges.get(name);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    ServiceCIDR range = found.get();
    if (range.isDeleting()) {
      return end(range);
    }
    if (!Finalizers.has(range, FINALIZER)) {
      finalizers(range, "finalizers");
    }
    try {
      condition(range, "True", "", "Kubernetes Service CIDR is ready");
    } catch (StatusException e) {
      recorder.warning(
          range,
          "KubernetesServiceCIDRError",
          "The ServiceCIDR Status can not be set to Ready=True");
      throw e;
    }
    return Outcome.DONE;
  }

  /// Addresses may be given until everybody knows that the range goes.
  private Outcome end(ServiceCIDR range) {
    if (!RangeUse.mayGo(range, ranges.list(), addresses.list())) {
      condition(
          range,
          "False",
          "Terminating",
          "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a"
              + " new ServiceCIDR");
      return Outcome.DONE;
    }
    Duration passed =
        Duration.between(range.metadata().deletionTimestamp().orElseThrow(), context.now());
    if (passed.compareTo(GRACE) < 0) {
      return Outcome.after(GRACE.minus(passed));
    }
    if (Finalizers.has(range, FINALIZER)) {
      finalizers(range, "$deleteFromPrimitiveList/finalizers");
    }
    return Outcome.DONE;
  }

  private void finalizers(ServiceCIDR range, String field) {
    JsonObject body =
        JsonObject.EMPTY.withAt(JsonArray.ofStrings(List.of(FINALIZER)), "metadata", field);
    client.on(Kinds.SERVICE_CIDRS).patch(range.name(), Patch.strategic(body));
  }

  private void condition(ServiceCIDR range, String status, String reason, String message) {
    boolean there =
        range.status().conditions().stream()
            .anyMatch(c ->
                c.type().equals("Ready")
                    && c.status().equals(status)
                    && c.reason().equals(reason)
                    && c.message().equals(message));
    if (there) {
      return;
    }
    JsonObject condition =
        JsonObject.builder()
            .put("type", "Ready")
            .put("status", status)
            .put("reason", reason)
            .put("message", message)
            .put("lastTransitionTime", Times.format(context.now()))
            .build();
    JsonObject body =
        JsonObject.builder()
            .put("apiVersion", range.apiVersion())
            .put("kind", range.kind())
            .put("metadata", JsonObject.EMPTY.with("name", range.name()))
            .put("status", JsonObject.EMPTY.with("conditions", JsonArray.of(condition)))
            .build();
    client
        .on(Kinds.SERVICE_CIDRS)
        .patch(range.name(), "status", Patch.apply(body), WriteOptions.by(NAME).withForce());
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }
}
