package k4j.controllers.history;

import java.util.Optional;
import k4j.api.apps.v1.ControllerRevision;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.controllers.ownership.Owners;
import k4j.controllers.pods.PodEvents.OwnerKind;

/// Wakes the owners that a change of a revision concerns.
public record RevisionEvents<T extends ApiObject>(
    OwnerKind<T> what, Informer<T> owners, WorkQueue<String> queue)
    implements Handler<ControllerRevision> {

  /// Whoever made it knows of it already.
  @Override
  public void added(ControllerRevision revision) {
    if (revision.isDeleting()) {
      deleted(revision);
    } else if (Owners.controllerOf(revision).isEmpty()) {
      wakeMatching(revision);
    }
  }

  @Override
  public void updated(ControllerRevision old, ControllerRevision revision) {
    boolean moved = !Owners.controllerUid(old).equals(Owners.controllerUid(revision));
    if (moved) {
      deleted(old);
    }
    if (Owners.controllerOf(revision).isPresent()) {
      deleted(revision);
    } else if (moved || !labels(old).equals(labels(revision))) {
      wakeMatching(revision);
    }
  }

  @Override
  public void deleted(ControllerRevision revision) {
    owner(revision).ifPresent(owner -> queue.add(owner.key()));
  }

  private Optional<T> owner(ControllerRevision revision) {
    return Owners.controllerOf(revision)
        .filter(reference -> reference.kind().equals(what.kind()))
        .flatMap(reference ->
            owners
                .get(revision.namespace(), reference.name())
                .filter(owner -> owner.uid().equals(reference.uid())));
  }

  private void wakeMatching(ControllerRevision revision) {
    for (T owner : owners.byNamespace().get(revision.namespace())) {
      if (what.selector(owner).matches(labels(revision))) {
        queue.add(owner.key());
      }
    }
  }

  private static JsonObject labels(ControllerRevision revision) {
    return revision.json().object("metadata").object("labels");
  }
}
