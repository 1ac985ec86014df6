package k4j.controllers.garbage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.Kinds;
import k4j.api.apiextensions.v1.CustomResourceDefinition;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.Patch;
import k4j.client.Resources;
import k4j.client.Unstructured;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.BackOff;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.garbage.GarbagePlan.OwnerState;
import org.jspecify.annotations.Nullable;

/// Deletes objects whose owners are gone, lets dependents go where their owner is to leave them,
/// and holds owners back that wait for their dependents.
public final class GarbageCollector implements Controller {

  private static final int WORKERS = 20;
  private static final String REFRESH = "refresh";

  private final Client client;
  private final Graph graph = new Graph();
  private final Monitors monitors;
  private final WorkQueue<Work> queue;
  private final WorkQueue<String> discovery;
  private final EventRecorder recorder;
  private final ControllerLoop<Work> loop;
  private final ControllerLoop<String> discoveryLoop;

  public GarbageCollector(ControllerContext context) {
    client = context.client();
    queue = context.queue(BackOff.PER_ITEM);
    discovery = context.queue();
    monitors =
        new Monitors(client, context.surroundings(), graph, work -> work.forEach(queue::add));
    recorder = context.recorder("garbage-collector-controller");
    Informer<CustomResourceDefinition> custom =
        context.informers().of(Kinds.CUSTOM_RESOURCE_DEFINITIONS);
    custom.handle(Handler.each(_ -> discovery.add(REFRESH)));
    loop = new ControllerLoop<>("garbage-collector", List.of(), queue, this::reconcile);
    discoveryLoop =
        new ControllerLoop<>("garbage-discovery", List.of(custom), discovery, this::refresh);
  }

  @Override
  public void start() {
    discovery.add(REFRESH);
    discoveryLoop.start(1);
    loop.start(WORKERS);
  }

  private Outcome refresh(String key) {
    monitors.refresh();
    return Outcome.DONE;
  }

  private Outcome reconcile(Work work) {
    Optional<Item> found = graph.item(work.uid());
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    switch (work) {
      case Work.Check _, Work.Verify _ -> check(found.get());
      case Work.Orphan _ -> orphan(found.get());
    }
    return Outcome.DONE;
  }

  private Resources<Unstructured> near(Item item) {
    return client.in(item.kind(), item.namespace());
  }

  private void check(Item seen) {
    Optional<Unstructured> live =
        near(seen).find(seen.name()).filter(object -> object.uid().equals(seen.uid()));
    if (live.isEmpty()) {
      graph.remove(seen.uid()).forEach(queue::add);
      return;
    }
    Item item = Item.of(seen.kind(), live.get());
    Map<String, OwnerState> owners = new HashMap<>();
    if (!item.deleting()) {
      item.owners().forEach(owner -> owners.put(owner.uid(), state(item, owner)));
    }
    apply(live.get(), item, GarbagePlan.decide(item, owners, graph.dependents(item.uid())));
  }

  /// Asks the server: the graph may be late, and only what is surely gone may count as gone.
  private OwnerState state(Item item, Owner owner) {
    Optional<Item> known = graph.item(owner.uid());
    Kind<Unstructured> kind = known.map(Item::kind).orElseGet(() -> resolve(owner));
    if (kind.namespaced() && item.namespace().isEmpty()) {
      tellInvalid(item, owner);
      return OwnerState.SOLID;
    }
    String namespace = kind.namespaced() ? item.namespace() : "";
    Optional<Unstructured> live =
        client
            .in(kind, namespace)
            .find(owner.name())
            .filter(object -> object.uid().equals(owner.uid()));
    if (live.isEmpty()) {
      return OwnerState.ABSENT;
    }
    return Item.of(kind, live.get()).foreground() ? OwnerState.WAITING : OwnerState.SOLID;
  }

  private Kind<Unstructured> resolve(Owner owner) {
    return monitors
        .kind(owner.apiVersion(), owner.kind())
        .orElseThrow(() ->
            StatusException.internal(
                "no matches for kind \"%s\" in version \"%s\""
                    .formatted(owner.kind(), owner.apiVersion())));
  }

  private void tellInvalid(Item item, Owner owner) {
    near(item)
        .find(item.name())
        .ifPresent(object ->
            recorder.warning(
                object,
                "OwnerRefInvalidNamespace",
                "ownerRef [%s/%s, namespace: %s, name: %s, uid: %s] does not exist in namespace \"%s\""
                    .formatted(
                        owner.apiVersion(),
                        owner.kind(),
                        item.namespace(),
                        owner.name(),
                        owner.uid(),
                        item.namespace())));
  }

  private void apply(Unstructured object, Item item, GarbageAction action) {
    switch (action) {
      case GarbageAction.Keep _ -> {}
      case GarbageAction.Strip(Set<String> owners) -> strip(object, item, owners);
      case GarbageAction.Delete(var propagation, boolean unblock) -> {
        Unstructured current = unblock ? unblock(object, item) : object;
        delete(current, item, propagation);
      }
      case GarbageAction.Release _ -> removeFinalizer(object, item, Item.FOREGROUND);
      case GarbageAction.Wait(Set<String> dependents) ->
          dependents.stream()
              .filter(uid -> graph.item(uid).filter(i -> !i.foreground()).isPresent())
              .forEach(uid -> queue.add(new Work.Check(uid)));
    }
  }

  private void delete(Unstructured object, Item item, DeleteOptions.Propagation propagation) {
    DeleteOptions options =
        DeleteOptions.of(object)
            .withResourceVersion(object.resourceVersion())
            .withPropagation(propagation);
    try {
      near(item).delete(item.name(), options);
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  private void strip(Unstructured object, Item item, Set<String> owners) {
    writeOwners(
        object,
        item,
        references(object).stream().filter(o -> !owners.contains(o.string("uid"))).toList());
  }

  private Unstructured unblock(Unstructured object, Item item) {
    var unblocked = new ArrayList<JsonObject>();
    references(object).forEach(o -> unblocked.add(o.with("blockOwnerDeletion", false)));
    Unstructured written = writeOwners(object, item, unblocked);
    return written == null ? object : written;
  }

  private static List<JsonObject> references(Unstructured object) {
    return object.json().object("metadata").array("ownerReferences").objects();
  }

  /// A merge patch works for custom resources too; the version makes it safe. Null where it is
  /// gone.
  private @Nullable Unstructured writeOwners(
      Unstructured object, Item item, Collection<JsonObject> owners) {
    return patch(object, item, "ownerReferences", JsonArray.of(owners));
  }

  private @Nullable Unstructured patch(Unstructured object, Item item, String field, Json value) {
    JsonObject metadata =
        JsonObject.builder()
            .put("uid", object.uid())
            .put("resourceVersion", object.resourceVersion())
            .put(field, value)
            .build();
    try {
      return near(item)
          .patch(item.name(), Patch.merge(JsonObject.EMPTY.with("metadata", metadata)));
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  private void removeFinalizer(Unstructured object, Item item, String finalizer) {
    List<String> left =
        object.json().object("metadata").array("finalizers").strings().stream()
            .filter(name -> !name.equals(finalizer))
            .toList();
    patch(object, item, "finalizers", JsonArray.ofStrings(left));
  }

  private void orphan(Item owner) {
    for (Item dependent : graph.dependents(owner.uid())) {
      near(dependent)
          .find(dependent.name())
          .filter(object -> object.uid().equals(dependent.uid()))
          .ifPresent(object -> strip(object, dependent, Set.of(owner.uid())));
    }
    near(owner)
        .find(owner.name())
        .filter(object -> object.uid().equals(owner.uid()))
        .ifPresent(object -> removeFinalizer(object, owner, Item.ORPHAN));
  }

  @Override
  public void close() {
    discoveryLoop.close();
    loop.close();
    monitors.close();
    recorder.close();
  }
}
