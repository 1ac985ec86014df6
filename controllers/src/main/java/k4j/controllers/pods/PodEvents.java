package k4j.controllers.pods;

import java.time.Duration;
import java.util.Optional;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.v1.OwnerReference;
import k4j.api.selector.LabelSelector;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.controllers.ownership.Owners;

/// Wakes the owners that a change of a pod concerns: the one that controls it, or those that might
/// adopt it.
public record PodEvents<T extends ApiObject>(
    OwnerKind<T> what, Informer<T> owners, Expectations expectations, WorkQueue<String> queue)
    implements Handler<Pod> {

  /// What must be known of a kind that owns pods.
  public interface OwnerKind<T extends ApiObject> {
    /// As owner references call it.
    String kind();

    LabelSelector selector(T owner);

    int minReadySeconds(T owner);
  }

  @Override
  public void added(Pod pod) {
    if (pod.isDeleting()) {
      deleted(pod);
      return;
    }
    Optional<T> owner = owner(pod);
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
      owner(old).ifPresent(o -> queue.add(o.key()));
    }
    Optional<T> owner = owner(pod);
    if (owner.isPresent()) {
      queue.add(owner.get().key());
      int minReady = what.minReadySeconds(owner.get());
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
        .ifPresent(owner -> {
          expectations.deletionObserved(owner.key(), pod.uid());
          queue.add(owner.key());
        });
  }

  private static JsonObject labels(Pod pod) {
    return pod.json().object("metadata").object("labels");
  }

  private Optional<T> owner(Pod pod) {
    return Owners.controllerOf(pod)
        .filter(reference -> reference.kind().equals(what.kind()))
        .flatMap(reference -> resolve(pod.namespace(), reference));
  }

  private Optional<T> resolve(String namespace, OwnerReference reference) {
    return owners.get(namespace, reference.name()).filter(o -> o.uid().equals(reference.uid()));
  }

  /// A pod that nobody controls may be adopted.
  private void wakeMatching(Pod pod) {
    for (T owner : owners.byNamespace().get(pod.namespace())) {
      if (what.selector(owner).matches(labels(pod))) {
        queue.add(owner.key());
      }
    }
  }
}
