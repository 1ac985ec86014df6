package k4j.controllers.daemonset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.Kinds;
import k4j.api.apps.v1.ControllerRevision;
import k4j.api.apps.v1.DaemonSet;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.selector.LabelSelector;
import k4j.client.Client;
import k4j.client.Patch;
import k4j.client.Resources;
import k4j.client.informer.Informer;
import k4j.controllers.history.TemplateRevisions;
import k4j.controllers.ownership.Claims;
import k4j.controllers.ownership.Owners;
import k4j.controllers.pods.TemplateHash;

/// Keeps the revisions of a DaemonSet's template, one of which is the one of now. (controller:
/// `constructHistory`, `cleanupHistory`.)
record DaemonHistory(Client client, Informer<ControllerRevision> revisions) {

  /// @param old all but the one of now
  record History(ControllerRevision current, List<ControllerRevision> old) {
    String hash() {
      return TemplateRevisions.label(current, TemplateRevisions.HASH);
    }
  }

  /// @param pods all that the set controls
  History construct(DaemonSet set, List<Pod> pods) {
    JsonObject data = TemplateRevisions.data(set.spec().template());
    var current = new ArrayList<ControllerRevision>();
    var old = new ArrayList<ControllerRevision>();
    for (ControllerRevision revision : claim(set)) {
      (TemplateRevisions.has(revision, data) ? current : old).add(withHash(revision));
    }
    long number = TemplateRevisions.next(old);
    if (current.isEmpty()) {
      return new History(snapshot(set, number), old);
    }
    ControllerRevision kept = withoutTwins(set, current, pods);
    if (kept.revision() < number) {
      kept = of(set).update(kept.withRevision(number));
    }
    return new History(kept, old);
  }

  private Resources<ControllerRevision> of(DaemonSet set) {
    return client.near(Kinds.CONTROLLER_REVISIONS, set);
  }

  private List<ControllerRevision> claim(DaemonSet set) {
    LabelSelector selector = LabelSelector.of(set.spec().selector().json());
    return Claims.settle(
        client,
        Kinds.DAEMON_SETS,
        set,
        Kinds.CONTROLLER_REVISIONS,
        new Claims.Ask<>(selector, Owners.claimable(revisions, set)));
  }

  /// Its name is as good as its hash, and unlike that never another's.
  private ControllerRevision withHash(ControllerRevision revision) {
    if (!TemplateRevisions.label(revision, TemplateRevisions.HASH).isEmpty()) {
      return revision;
    }
    return client
        .near(Kinds.CONTROLLER_REVISIONS, revision)
        .update(TemplateRevisions.labelled(revision, TemplateRevisions.HASH, revision.name()));
  }

  private ControllerRevision snapshot(DaemonSet set, long number) {
    int collisions = set.status().collisionCount();
    String hash = TemplateHash.of(set.spec().template().json(), collisions);
    JsonObject notes = set.json().object("metadata").object("annotations");
    ControllerRevision revision =
        TemplateRevisions.labelled(
            TemplateRevisions.named(
                TemplateRevisions.of(set, set.spec().template(), notes, number),
                set.name() + "-" + hash),
            TemplateRevisions.HASH,
            hash);
    try {
      return of(set).create(revision);
    } catch (StatusException e) {
      if (e.isAlreadyExists()) {
        return collide(set, revision, e);
      }
      throw e;
    }
  }

  /// The name is taken: by the very revision that the cache does not show yet, or by another
  /// template of the same hash, so that the next try must hash differently.
  private ControllerRevision collide(
      DaemonSet set, ControllerRevision wanted, StatusException taken) {
    ControllerRevision existing = of(set).get(wanted.name());
    if (existing.data().equals(wanted.data())) {
      return existing;
    }
    DaemonSet fresh = client.near(Kinds.DAEMON_SETS, set).get(set.name());
    int collisions = fresh.status().collisionCount();
    if (collisions == set.status().collisionCount()) {
      client
          .near(Kinds.DAEMON_SETS, fresh)
          .updateStatus(fresh.withStatus(fresh.status().withCollisionCount(collisions + 1)));
    }
    throw taken;
  }

  /// Of several revisions with the template of now the latest stays, and takes over their pods.
  private ControllerRevision withoutTwins(
      DaemonSet set, List<ControllerRevision> current, List<Pod> pods) {
    ControllerRevision kept =
        current.stream().max(Comparator.comparingLong(ControllerRevision::revision)).orElseThrow();
    if (current.size() == 1) {
      return kept;
    }
    String hash = TemplateRevisions.label(kept, TemplateRevisions.HASH);
    for (Pod pod : pods) {
      if (!DaemonPods.hasHash(pod, hash)) {
        JsonObject label =
            JsonObject.EMPTY.withAt(Json.of(hash), "metadata", "labels", TemplateRevisions.HASH);
        client.near(Kinds.PODS, pod).patch(pod.name(), Patch.merge(label));
      }
    }
    current.stream()
        .filter(revision -> !revision.name().equals(kept.name()))
        .forEach(twin -> of(set).delete(twin.name()));
    return kept;
  }

  /// Old revisions that no pod has go, the oldest first, down to the limit.
  ///
  /// @param pods all that the set controls
  void cleanUp(DaemonSet set, List<ControllerRevision> old, List<Pod> pods) {
    Set<String> live = new HashSet<>();
    DaemonPods.byNode(pods, true)
        .values()
        .forEach(onNode ->
            onNode.forEach(pod -> live.add(TemplateRevisions.label(pod, TemplateRevisions.HASH))));
    old.stream()
        .sorted(TemplateRevisions.ORDER)
        .filter(r -> !live.contains(TemplateRevisions.label(r, TemplateRevisions.HASH)))
        .limit(Math.max(0, old.size() - set.spec().revisionHistoryLimit()))
        .forEach(revision -> of(set).delete(revision.name()));
  }
}
