package k4j.controllers.endpointslice;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.EndpointSlice;
import k4j.api.meta.StatusException;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.queue.BackOff;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.Refusals;
import k4j.controllers.services.ServicePods;
import k4j.controllers.services.SliceLabels;
import k4j.controllers.services.SliceTracker;
import k4j.controllers.services.SliceWriter;
import k4j.controllers.services.TriggerTimes;

/// Keeps the EndpointSlices of services that have a selector.
public final class EndpointSliceController implements Controller {

  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final int WORKERS = 5;

  private final Informer<Service> services;
  private final Informer<Node> nodes;
  private final Index<EndpointSlice> slicesByService;
  private final ServicePods pods;
  private final TriggerTimes triggers = new TriggerTimes();
  private final SliceTracker tracker = new SliceTracker();
  private final SliceWriter writer;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public EndpointSliceController(ControllerContext context) {
    writer = new SliceWriter(context.client(), tracker);
    services = context.informers().of(Kinds.SERVICES);
    nodes = context.informers().of(Kinds.NODES);
    Informer<Pod> allPods = context.informers().of(Kinds.PODS);
    Informer<EndpointSlice> slices = context.informers().of(Kinds.ENDPOINT_SLICES);
    slicesByService = slices.index("service", EndpointSliceController::serviceKey);
    queue = context.queue(new BackOff(Duration.ofMillis(5), Duration.ofSeconds(100)));
    recorder = context.recorder("endpoint-slice-controller");
    pods = new ServicePods(services, allPods, queue::add);
    loop =
        new ControllerLoop<>(
            "endpointslice", List.of(services, nodes, allPods, slices), queue, this::reconcile);
    services.handle(Handler.each(service -> queue.add(service.key())));
    allPods.handle(pods);
    nodes.handle(new NodeEvents());
    slices.handle(new SliceEvents());
  }

  private static List<String> serviceKey(EndpointSlice slice) {
    return SliceLabels.serviceOf(slice, EndpointSlicePlan.MANAGER);
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<Service> found = services.get(key);
    if (found.isEmpty()) {
      triggers.forget(key);
      tracker.forget(key);
      return Outcome.DONE;
    }
    Service service = found.get();
    if (!ServicePods.isSelecting(service) || service.isDeleting()) {
      return Outcome.DONE;
    }
    List<EndpointSlice> slices =
        slicesByService.get(key).stream().filter(slice -> !slice.isDeleting()).toList();
    if (tracker.isStale(key, slices)) {
      return new Outcome.Retry();
    }
    List<Pod> selected = pods.of(service);
    var state = new ServiceState(service, selected, zones(selected), slices);
    try {
      EndpointSlicePlan.decide(state, triggers.next(service, selected)).forEach(writer::apply);
    } catch (StatusException e) {
      if (Refusals.isNamespaceTerminating(e)) {
        return Outcome.DONE;
      }
      if (!e.isConflict() && !e.isNotFound()) {
        recorder.warning(
            service,
            "FailedToUpdateEndpointSlices",
            "Error updating Endpoint Slices for Service %s: %s"
                .formatted(key, e.status().message()));
      }
      throw e;
    }
    return Outcome.DONE;
  }

  private Map<String, String> zones(List<Pod> selected) {
    Map<String, String> zones = new HashMap<>();
    for (Pod pod : selected) {
      nodes
          .get(pod.spec().nodeName())
          .ifPresent(
              node -> zones.put(node.name(), node.metadata().labels().getOrDefault(ZONE, "")));
    }
    return zones;
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }

  /// What others do to the slices is put right.
  private final class SliceEvents implements Handler<EndpointSlice> {
    @Override
    public void added(EndpointSlice slice) {}

    @Override
    public void updated(EndpointSlice old, EndpointSlice slice) {
      serviceKey(old).forEach(queue::add);
      serviceKey(slice).forEach(queue::add);
    }

    @Override
    public void deleted(EndpointSlice last) {
      tracker.gone(last);
      serviceKey(last).forEach(queue::add);
    }
  }

  /// Nodes come after the pods that were put on them, and may change their zone.
  private final class NodeEvents implements Handler<Node> {
    @Override
    public void added(Node node) {
      wakeAll();
    }

    @Override
    public void updated(Node old, Node node) {
      if (!old.metadata()
          .labels()
          .getOrDefault(ZONE, "")
          .equals(node.metadata().labels().getOrDefault(ZONE, ""))) {
        wakeAll();
      }
    }

    @Override
    public void deleted(Node last) {
      wakeAll();
    }

    private void wakeAll() {
      services.list().forEach(service -> queue.add(service.key()));
    }
  }
}
