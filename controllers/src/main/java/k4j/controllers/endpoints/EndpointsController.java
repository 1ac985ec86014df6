package k4j.controllers.endpoints;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Endpoints;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Service;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.Refusals;
import k4j.controllers.services.ServicePods;
import k4j.controllers.services.ServicePorts;
import k4j.controllers.services.TriggerTimes;

/// Keeps the Endpoints object of services that have a selector.
public final class EndpointsController implements Controller {

  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final String MANAGED_BY = "endpoints.kubernetes.io/managed-by";
  private static final String OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";
  private static final int WORKERS = 5;

  private final Client client;
  private final Informer<Service> services;
  private final Informer<Endpoints> endpoints;
  private final ServicePods pods;
  private final TriggerTimes triggers = new TriggerTimes();
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public EndpointsController(ControllerContext context) {
    client = context.client();
    services = context.informers().of(Kinds.SERVICES);
    endpoints = context.informers().of(Kinds.ENDPOINTS);
    Informer<Pod> allPods = context.informers().of(Kinds.PODS);
    WorkQueue<String> queue = context.queue();
    recorder = context.recorder("endpoint-controller");
    pods = new ServicePods(services, allPods, queue::add);
    loop =
        new ControllerLoop<>(
            "endpoint", List.of(services, endpoints, allPods), queue, this::reconcile);
    services.handle(Handler.each(service -> queue.add(service.key())));
    allPods.handle(pods);
    endpoints.handle(Handler.deletions(object -> queue.add(object.key())));
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<Service> found = services.get(key);
    if (found.isEmpty()) {
      triggers.forget(key);
      endpoints.get(key).filter(EndpointsController::isOurs).ifPresent(this::delete);
      return Outcome.DONE;
    }
    Service service = found.get();
    if (!ServicePods.isSelecting(service)) {
      return Outcome.DONE;
    }
    List<Pod> selected = pods.of(service);
    Optional<Instant> trigger = triggers.next(service, selected);
    Optional<Endpoints> current = endpoints.get(key);
    Endpoints wanted = wanted(service, selected, current, trigger);
    if (current.isEmpty() || !isSame(current.get(), wanted)) {
      write(service, wanted, current.isEmpty());
    }
    return Outcome.DONE;
  }

  private static boolean isOurs(Endpoints object) {
    return object.metadata().labels().getOrDefault(MANAGED_BY, "").equals("endpoint-controller");
  }

  private static boolean isSame(Endpoints current, Endpoints wanted) {
    return current.json().array("subsets").equals(wanted.json().array("subsets"))
        && labels(current).equals(labels(wanted))
        && current
            .metadata()
            .annotations()
            .getOrDefault(OVER_CAPACITY, "")
            .equals(wanted.metadata().annotations().getOrDefault(OVER_CAPACITY, ""));
  }

  private static JsonObject labels(Endpoints object) {
    return object.json().object("metadata").object("labels");
  }

  private static Endpoints wanted(
      Service service, List<Pod> selected, Optional<Endpoints> current, Optional<Instant> trigger) {
    EndpointsPlan.Subsets subsets = EndpointsPlan.decide(service, selected);
    JsonObject base = current.orElse(Endpoints.EMPTY).json();
    JsonObject annotations =
        base.object("metadata")
            .object("annotations")
            .without(OVER_CAPACITY)
            .without(TriggerTimes.ANNOTATION);
    if (trigger.isPresent()) {
      annotations = annotations.with(TriggerTimes.ANNOTATION, Times.format(trigger.get()));
    }
    if (subsets.truncated()) {
      annotations = annotations.with(OVER_CAPACITY, "truncated");
    }
    JsonObject labels =
        service.json().object("metadata").object("labels").with(MANAGED_BY, "endpoint-controller");
    labels =
        ServicePorts.isHeadless(service) ? labels.with(HEADLESS, "") : labels.without(HEADLESS);
    JsonObject metadata =
        base.object("metadata")
            .with("name", service.name())
            .with("namespace", service.namespace())
            .with("labels", labels);
    metadata =
        annotations.isEmpty()
            ? metadata.without("annotations")
            : metadata.with("annotations", annotations);
    JsonObject json = base.with("metadata", metadata);
    return new Endpoints(
        subsets.json().isEmpty() ? json.without("subsets") : json.with("subsets", subsets.json()));
  }

  private void write(Service service, Endpoints wanted, boolean isNew) {
    try {
      if (isNew) {
        client.near(Kinds.ENDPOINTS, wanted).create(wanted);
      } else {
        client.near(Kinds.ENDPOINTS, wanted).update(wanted);
      }
    } catch (StatusException e) {
      if (Refusals.isNamespaceTerminating(e)) {
        return;
      }
      if (!e.isConflict() && !e.isAlreadyExists()) {
        recorder.warning(
            wanted,
            isNew ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
            (isNew
                    ? "Failed to create endpoint for service %s: %s"
                    : "Failed to update endpoint %s: %s")
                .formatted(service.key(), e.status().message()));
      }
      throw e;
    }
  }

  private void delete(Endpoints object) {
    try {
      client.near(Kinds.ENDPOINTS, object).delete(object.name(), DeleteOptions.of(object));
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }
}
