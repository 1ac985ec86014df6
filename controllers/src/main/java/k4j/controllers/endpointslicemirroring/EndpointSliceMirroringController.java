package k4j.controllers.endpointslicemirroring;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Endpoints;
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
import k4j.controllers.services.SliceAction;
import k4j.controllers.services.SliceLabels;
import k4j.controllers.services.SliceTracker;
import k4j.controllers.services.SliceWriter;

/// Keeps slices that say what the Endpoints of services without a selector say.
public final class EndpointSliceMirroringController implements Controller {

  private static final int WORKERS = 5;

  private final Informer<Endpoints> endpoints;
  private final Informer<Service> services;
  private final Index<EndpointSlice> slicesByService;
  private final SliceTracker tracker = new SliceTracker();
  private final SliceWriter writer;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public EndpointSliceMirroringController(ControllerContext context) {
    writer = new SliceWriter(context.client(), tracker);
    endpoints = context.informers().of(Kinds.ENDPOINTS);
    services = context.informers().of(Kinds.SERVICES);
    Informer<EndpointSlice> slices = context.informers().of(Kinds.ENDPOINT_SLICES);
    slicesByService = slices.index("mirrored", EndpointSliceMirroringController::serviceKey);
    queue = context.queue(new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(100)));
    recorder = context.recorder("endpoint-slice-mirroring-controller");
    loop =
        new ControllerLoop<>(
            "endpointslicemirroring", List.of(endpoints, services, slices), queue, this::reconcile);
    endpoints.handle(Handler.each(object -> queue.add(object.key())));
    services.handle(Handler.each(service -> queue.add(service.key())));
    slices.handle(new SliceEvents());
  }

  private static List<String> serviceKey(EndpointSlice slice) {
    return SliceLabels.serviceOf(slice, MirroringPlan.MANAGER);
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    List<EndpointSlice> slices = slicesByService.get(key);
    Optional<Endpoints> found = endpoints.get(key).filter(MirroringPlan::isMirrored);
    if (found.isEmpty() || services.get(key).filter(MirroringPlan::isMirrored).isEmpty()) {
      tracker.forget(key);
      slices.forEach(slice -> writer.apply(new SliceAction.Delete(slice)));
      return Outcome.DONE;
    }
    if (tracker.isStale(key, slices)) {
      return new Outcome.Retry();
    }
    Subsets subsets = Subsets.of(found.get());
    if (subsets.skipped() > 0) {
      recorder.warning(
          found.get(),
          "TooManyAddressesToMirror",
          "A max of %d addresses can be mirrored to EndpointSlices per Endpoints subset. %d addresses were skipped"
              .formatted(Subsets.MOST, subsets.skipped()));
    }
    try {
      MirroringPlan.decide(found.get(), subsets, slices).forEach(writer::apply);
    } catch (StatusException e) {
      if (!Refusals.isNamespaceTerminating(e)) {
        throw e;
      }
    }
    return Outcome.DONE;
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }

  /// What others do to the slices is put right.
  private final class SliceEvents implements Handler<EndpointSlice> {
    @Override
    public void added(EndpointSlice slice) {
      serviceKey(slice).forEach(queue::add);
    }

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
}
