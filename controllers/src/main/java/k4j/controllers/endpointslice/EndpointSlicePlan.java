package k4j.controllers.endpointslice;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.EndpointSlice;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;
import k4j.api.meta.ViewList;
import k4j.controllers.ownership.Owners;
import k4j.controllers.services.ServicePorts;
import k4j.controllers.services.ServicePorts.TargetPort;
import k4j.controllers.services.SliceAction;
import k4j.controllers.services.SliceLabels;
import k4j.controllers.services.TriggerTimes;

/// Decides which slices a service has: as few changes as possible, at most a hundred endpoints
/// each.
final class EndpointSlicePlan {

  static final String MANAGER = "endpointslice-controller.k8s.io";

  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final int FULL = 100;

  private final ServiceState state;
  private final Optional<Instant> trigger;
  private final List<SliceAction> actions = new ArrayList<>();

  private EndpointSlicePlan(ServiceState state, Optional<Instant> trigger) {
    this.state = state;
    this.trigger = trigger;
  }

  /// @param trigger when the change happened that this decision answers
  static List<SliceAction> decide(ServiceState state, Optional<Instant> trigger) {
    var plan = new EndpointSlicePlan(state, trigger);
    List<String> families = families(state.service());
    for (String family : families) {
      plan.family(family);
    }
    for (EndpointSlice slice : state.slices()) {
      if (!families.contains(slice.addressType())) {
        plan.actions.add(new SliceAction.Delete(slice));
      }
    }
    return plan.actions;
  }

  private static List<String> families(Service service) {
    List<String> families = service.spec().ipFamilies();
    if (!families.isEmpty()) {
      return families;
    }
    return List.of(service.spec().clusterIP().indexOf(':') >= 0 ? "IPv6" : "IPv4");
  }

  private void family(String family) {
    Map<JsonArray, List<EndpointSlice>> existing = new LinkedHashMap<>();
    for (EndpointSlice slice : state.slices()) {
      if (slice.addressType().equals(family)) {
        existing.computeIfAbsent(slice.json().array("ports"), _ -> new ArrayList<>()).add(slice);
      }
    }
    Map<List<TargetPort>, List<JsonObject>> wanted = PodEndpoints.of(state, family.equals("IPv6"));
    if (wanted.isEmpty()) {
      keepPlaceholder(family, existing);
      return;
    }
    wanted.forEach((targets, endpoints) -> {
      JsonArray ports = ViewList.json(PodEndpoints.ports(targets));
      List<EndpointSlice> slices = existing.remove(ports);
      fill(family, ports, endpoints, slices == null ? List.of() : slices);
    });
    existing.values().stream()
        .flatMap(List::stream)
        .forEach(slice -> actions.add(new SliceAction.Delete(slice)));
  }

  /// A service without endpoints has one empty slice, so that its readers know that there are none.
  private void keepPlaceholder(String family, Map<JsonArray, List<EndpointSlice>> existing) {
    List<EndpointSlice> all = existing.values().stream().flatMap(List::stream).toList();
    Optional<EndpointSlice> empty =
        all.stream().filter(s -> s.json().array("ports").isEmpty()).findFirst();
    if (empty.isEmpty()) {
      create(family, JsonArray.EMPTY, List.of());
    } else {
      updateIfChanged(empty.get(), List.of());
    }
    all.stream()
        .filter(slice -> slice != empty.orElse(null))
        .forEach(slice -> actions.add(new SliceAction.Delete(slice)));
  }

  private record Draft(EndpointSlice slice, List<JsonObject> endpoints) {}

  private void fill(
      String family, JsonArray ports, List<JsonObject> wanted, List<EndpointSlice> slices) {
    Map<String, JsonObject> left = new LinkedHashMap<>();
    wanted.forEach(endpoint -> left.put(identity(endpoint), endpoint));
    var drafts = new ArrayList<Draft>();
    for (EndpointSlice slice : slices) {
      var kept = new ArrayList<JsonObject>();
      for (JsonObject endpoint : slice.json().array("endpoints").objects()) {
        JsonObject now = left.remove(identity(endpoint));
        if (now != null) {
          kept.add(now);
        }
      }
      drafts.add(new Draft(slice, kept));
    }
    var rest = new ArrayList<>(left.values());
    for (Draft draft : drafts) {
      boolean open = draft.endpoints().size() < FULL && !draft.endpoints().isEmpty();
      while (open && !rest.isEmpty() && draft.endpoints().size() < FULL) {
        draft.endpoints().add(rest.removeFirst());
      }
    }
    for (Draft draft : drafts) {
      while (draft.endpoints().size() < FULL && !rest.isEmpty()) {
        draft.endpoints().add(rest.removeFirst());
      }
      if (draft.endpoints().isEmpty()) {
        actions.add(new SliceAction.Delete(draft.slice()));
      } else {
        updateIfChanged(draft.slice(), draft.endpoints());
      }
    }
    for (int from = 0; from < rest.size(); from += FULL) {
      create(family, ports, rest.subList(from, Math.min(rest.size(), from + FULL)));
    }
  }

  /// A pod and its address, however it is doing.
  private static String identity(JsonObject endpoint) {
    return endpoint.object("targetRef").string("uid") + endpoint.array("addresses").strings();
  }

  private void updateIfChanged(EndpointSlice slice, List<JsonObject> endpoints) {
    JsonArray list = JsonArray.of(endpoints);
    JsonObject labels = labels();
    JsonObject metadata = slice.json().object("metadata");
    if (!slice.json().array("endpoints").equals(list)
        || !metadata.object("labels").equals(labels)) {
      JsonObject changed = annotated(metadata.with("labels", labels));
      actions.add(
          new SliceAction.Update(
              new EndpointSlice(slice.json().with("metadata", changed).with("endpoints", list))));
    }
  }

  private void create(String family, JsonArray ports, List<JsonObject> endpoints) {
    JsonObject metadata =
        JsonObject.builder()
            .put("generateName", state.service().name() + "-")
            .put("namespace", state.service().namespace())
            .put("labels", labels())
            .put(
                "ownerReferences", JsonArray.of(Owners.controllerReference(state.service()).json()))
            .build();
    actions.add(
        new SliceAction.Create(
            new EndpointSlice(
                EndpointSlice.EMPTY
                    .json()
                    .with("metadata", annotated(metadata))
                    .with("addressType", family)
                    .with("ports", ports)
                    .with("endpoints", JsonArray.of(endpoints)))));
  }

  private JsonObject annotated(JsonObject metadata) {
    JsonObject annotations = metadata.object("annotations").without(TriggerTimes.ANNOTATION);
    if (trigger.isPresent()) {
      annotations = annotations.with(TriggerTimes.ANNOTATION, Json.of(Times.format(trigger.get())));
    }
    return annotations.isEmpty()
        ? metadata.without("annotations")
        : metadata.with("annotations", annotations);
  }

  /// The service's own, and those by which slices are found.
  private JsonObject labels() {
    JsonObject labels =
        state
            .service()
            .json()
            .object("metadata")
            .object("labels")
            .without(HEADLESS)
            .with(SliceLabels.SERVICE_NAME, state.service().name())
            .with(SliceLabels.MANAGED_BY, MANAGER);
    return ServicePorts.isHeadless(state.service()) ? labels.with(HEADLESS, "") : labels;
  }
}
