package k4j.controllers.disruption;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.ReplicationController;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.StatusException;
import k4j.api.meta.v1.OwnerReference;
import k4j.client.Client;
import k4j.client.Discovery.Served;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;
import k4j.controllers.ownership.Owners;

/// How many pods their controllers want: those of Kubernetes' own are in caches, others are asked
/// for their scale.
final class PodScales {

  private record Scale(String uid, int replicas) {}

  private final Client client;
  private final Informer<ReplicationController> controllers;
  private final Informer<ReplicaSet> sets;
  private final Informer<Deployment> deployments;
  private final Informer<StatefulSet> statefulSets;

  PodScales(Client client, Informers informers) {
    this.client = client;
    controllers = informers.of(Kinds.REPLICATION_CONTROLLERS);
    sets = informers.of(Kinds.REPLICA_SETS);
    deployments = informers.of(Kinds.DEPLOYMENTS);
    statefulSets = informers.of(Kinds.STATEFUL_SETS);
  }

  List<Informer<?>> caches() {
    return List.of(controllers, sets, deployments, statefulSets);
  }

  Expected of(List<Pod> pods) {
    Map<String, Integer> scales = new HashMap<>();
    boolean unmanaged = false;
    try {
      for (Pod pod : pods) {
        Optional<OwnerReference> owner = Owners.controllerOf(pod);
        if (owner.isEmpty()) {
          unmanaged = true;
        } else if (!scales.containsKey(owner.get().uid())) {
          Optional<Scale> scale = find(pod.namespace(), owner.get());
          if (scale.isEmpty()) {
            return new Expected.Unknown(
                "found no controllers for pod \"%s\"".formatted(pod.name()));
          }
          scales.put(scale.get().uid(), scale.get().replicas());
        }
      }
    } catch (StatusException e) {
      return new Expected.Unknown(e.status().message());
    }
    int sum = scales.values().stream().mapToInt(Integer::intValue).sum();
    return new Expected.Known(sum, unmanaged);
  }

  private Optional<Scale> find(String namespace, OwnerReference owner) {
    String group = owner.apiVersion().replaceFirst("(^|/)[^/]*$", "");
    return switch (group + "/" + owner.kind()) {
      case "/ReplicationController" ->
          cached(controllers, namespace, owner).map(o -> new Scale(o.uid(), o.spec().replicas()));
      case "apps/StatefulSet" ->
          cached(statefulSets, namespace, owner).map(o -> new Scale(o.uid(), o.spec().replicas()));
      case "apps/ReplicaSet" -> cached(sets, namespace, owner).flatMap(this::ofSet);
      default -> asked(namespace, owner);
    };
  }

  private static <T extends ApiObject> Optional<T> cached(
      Informer<T> cache, String namespace, OwnerReference owner) {
    return cache.get(namespace, owner.name()).filter(o -> o.uid().equals(owner.uid()));
  }

  private Optional<Scale> ofSet(ReplicaSet set) {
    Optional<OwnerReference> deployment =
        Owners.controllerOf(set).filter(owner -> owner.kind().equals("Deployment"));
    return deployment.isEmpty()
        ? Optional.of(new Scale(set.uid(), set.spec().replicas()))
        : cached(deployments, set.namespace(), deployment.get())
            .map(o -> new Scale(o.uid(), o.spec().replicas()));
  }

  private Optional<Scale> asked(String namespace, OwnerReference owner) {
    Optional<Served> resource =
        client.discovery().resources(owner.apiVersion()).stream()
            .filter(served -> served.kind().kind().equals(owner.kind()))
            .findFirst();
    if (resource.isEmpty()) {
      return Optional.empty();
    }
    JsonObject scale =
        client.in(resource.get().kind(), namespace).getSubresource(owner.name(), "scale");
    return scale.object("metadata").string("uid").equals(owner.uid())
        ? Optional.of(new Scale(owner.uid(), (int) scale.object("spec").integer("replicas")))
        : Optional.empty();
  }
}
