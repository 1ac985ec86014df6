package k4j.controllers.replicaset;

import java.time.Duration;
import java.util.Optional;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.meta.v1.OwnerReference;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.controllers.ownership.Owners;
import k4j.controllers.pods.Expectations;
import k4j.controllers.pods.PodState;

/// Wakes the ReplicaSets that a change of a pod concerns.
record PodEvents(
    SetKind what, Informer<ReplicaSet> sets, Expectations expectations, WorkQueue<String> queue)
    implements Handler<Pod> {

  @Override
  public void added(Pod pod) {
    if (pod.isDeleting()) {
      deleted(pod);
      return;
    }
    Optional<ReplicaSet> owner = owner(pod);
    if (owner.isPresent()) {
      expectations.creationObserved(owner.get().key());
      queue.add(owner.get().key());
    } else if (Owners.controllerOf(pod).isEmpty()) {
      wakeMatching(pod);
    }
  }

  @Override
  public void updated(Pod old, Pod pod) {
    if (pod.isDeleting()) {
      deleted(pod);
      if (!labels(old).equals(labels(pod))) {
        deleted(old);
      }
      return;
    }
    boolean moved = !Owners.controllerUid(old).equals(Owners.controllerUid(pod));
    if (moved) {
      owner(old).ifPresent(set -> queue.add(set.key()));
    }
    Optional<ReplicaSet> owner = owner(pod);
    if (owner.isPresent()) {
      queue.add(owner.get().key());
      int minReady = owner.get().spec().minReadySeconds();
      if (minReady > 0 && !PodState.isReady(old) && PodState.isReady(pod)) {
        // Ready times have seconds only: a second more is surely enough.
        queue.addAfter(owner.get().key(), Duration.ofSeconds(minReady + 1L));
      }
    } else if (Owners.controllerOf(pod).isEmpty() && (moved || !labels(old).equals(labels(pod)))) {
      wakeMatching(pod);
    }
  }

  @Override
  public void deleted(Pod pod) {
    owner(pod)
        .ifPresent(set -> {
          expectations.deletionObserved(set.key(), pod.uid());
          queue.add(set.key());
        });
  }

  private static JsonObject labels(Pod pod) {
    return pod.json().object("metadata").object("labels");
  }

  private Optional<ReplicaSet> owner(Pod pod) {
    return Owners.controllerOf(pod)
        .filter(reference -> reference.kind().equals(what.kind().kind()))
        .flatMap(reference -> resolve(pod.namespace(), reference));
  }

  private Optional<ReplicaSet> resolve(String namespace, OwnerReference reference) {
    return sets.get(namespace, reference.name()).filter(set -> set.uid().equals(reference.uid()));
  }

  /// A pod that nobody controls may be adopted.
  private void wakeMatching(Pod pod) {
    for (ReplicaSet set : sets.byNamespace().get(pod.namespace())) {
      if (what.selector(set).matches(labels(pod))) {
        queue.add(set.key());
      }
    }
  }
}
