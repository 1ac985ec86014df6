package k4j.controllers.endpointslicemirroring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.core.v1.Endpoints;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.EndpointSlice;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.controllers.endpointslicemirroring.Subsets.Group;
import k4j.controllers.ownership.Owners;
import k4j.controllers.services.SliceAction;
import k4j.controllers.services.SliceLabels;
import k4j.controllers.services.TriggerTimes;

/// Decides which slices mirror Endpoints: one for each set of ports and family.
final class MirroringPlan {

  static final String MANAGER = "endpointslicemirroring-controller.k8s.io";

  private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";
  private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private MirroringPlan() {}

  /// Whether somebody else than the controller of selectors wrote these, for a service to use.
  static boolean isMirrored(Endpoints endpoints) {
    return !endpoints.metadata().labels().getOrDefault(SKIP, "").equals("true")
        && !endpoints.metadata().annotations().containsKey(LEADER);
  }

  static boolean isMirrored(Service service) {
    return service.spec().json().object("selector").isEmpty();
  }

  /// @param slices those that mirror these Endpoints now
  static List<SliceAction> decide(
      Endpoints endpoints, Subsets subsets, List<EndpointSlice> slices) {
    Map<Group, EndpointSlice> existing = new LinkedHashMap<>();
    List<EndpointSlice> spare = new ArrayList<>();
    for (EndpointSlice slice : slices) {
      Group group = new Group(slice.addressType(), ordered(slice, subsets));
      if (!subsets.groups().containsKey(group) || existing.putIfAbsent(group, slice) != null) {
        spare.add(slice);
      }
    }
    List<SliceAction> actions = new ArrayList<>();
    subsets
        .groups()
        .forEach((group, wanted) -> {
          EndpointSlice slice = existing.get(group);
          if (slice == null) {
            actions.add(place(slice(endpoints, group, wanted), spare));
          } else if (!mirrors(slice, endpoints, wanted)) {
            actions.add(new SliceAction.Update(named(slice(endpoints, group, wanted), slice)));
          }
        });
    actions.removeIf(action -> action instanceof SliceAction.Create && endpoints.isDeleting());
    spare.forEach(slice -> actions.add(new SliceAction.Delete(slice)));
    return actions;
  }

  /// The slice's ports in the order of the group that has the same ones.
  private static JsonArray ordered(EndpointSlice slice, Subsets subsets) {
    JsonArray ports = slice.json().array("ports");
    return subsets.groups().keySet().stream()
        .map(Group::ports)
        .filter(p -> new HashSet<>(p.objects()).equals(new HashSet<>(ports.objects())))
        .findFirst()
        .orElse(ports);
  }

  /// A slice that is not needed any more is used again.
  private static SliceAction place(EndpointSlice wanted, List<EndpointSlice> spare) {
    Optional<EndpointSlice> free =
        spare.stream().filter(s -> s.addressType().equals(wanted.addressType())).findFirst();
    if (free.isEmpty()) {
      return new SliceAction.Create(wanted);
    }
    spare.remove(free.get());
    return new SliceAction.Update(named(wanted, free.get()));
  }

  private static EndpointSlice named(EndpointSlice slice, EndpointSlice old) {
    JsonObject metadata =
        slice.json().object("metadata").without("generateName").with("name", old.name());
    return new EndpointSlice(slice.json().with("metadata", metadata));
  }

  private static boolean mirrors(
      EndpointSlice slice, Endpoints endpoints, List<JsonObject> wanted) {
    JsonObject metadata = slice.json().object("metadata");
    return new HashSet<>(slice.json().array("endpoints").objects()).equals(new HashSet<>(wanted))
        && metadata.object("labels").equals(labels(endpoints))
        && metadata.object("annotations").equals(annotations(endpoints))
        && Owners.isControlledBy(slice, endpoints);
  }

  private static EndpointSlice slice(Endpoints endpoints, Group group, List<JsonObject> wanted) {
    var metadata =
        JsonObject.builder()
            .put("generateName", endpoints.name() + "-")
            .put("namespace", endpoints.namespace())
            .put("labels", labels(endpoints))
            .put("ownerReferences", JsonArray.of(Owners.controllerReference(endpoints).json()));
    JsonObject annotations = annotations(endpoints);
    if (!annotations.isEmpty()) {
      metadata.put("annotations", annotations);
    }
    return new EndpointSlice(
        EndpointSlice.EMPTY
            .json()
            .with("metadata", metadata.build())
            .with("addressType", group.family())
            .with("ports", group.ports())
            .with("endpoints", JsonArray.of(wanted)));
  }

  private static JsonObject labels(Endpoints endpoints) {
    return endpoints
        .json()
        .object("metadata")
        .object("labels")
        .with(SliceLabels.SERVICE_NAME, endpoints.name())
        .with(SliceLabels.MANAGED_BY, MANAGER);
  }

  private static JsonObject annotations(Endpoints endpoints) {
    return endpoints
        .json()
        .object("metadata")
        .object("annotations")
        .without(TriggerTimes.ANNOTATION)
        .without(APPLIED);
  }
}
