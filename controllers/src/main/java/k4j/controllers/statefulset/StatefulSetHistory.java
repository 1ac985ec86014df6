package k4j.controllers.statefulset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.Kinds;
import k4j.api.apps.v1.ControllerRevision;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodTemplateSpec;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.selector.LabelSelector;
import k4j.client.Client;
import k4j.client.Resources;
import k4j.client.informer.Informer;
import k4j.controllers.history.TemplateRevisions;
import k4j.controllers.ownership.Claims;
import k4j.controllers.ownership.Owners;

/// Keeps the revisions of a StatefulSet's template: the one that its pods have and the one that
/// they are to get. (controller: `getStatefulSetRevisions`, `truncateHistory`.)
record StatefulSetHistory(Client client, Informer<ControllerRevision> revisions) {

  private static final String HASH = "controller.kubernetes.io/hash";

  /// @param all those that there are, oldest first
  /// @param collisions how often a name was taken
  record History(
      ControllerRevision current,
      ControllerRevision update,
      List<ControllerRevision> all,
      int collisions) {}

  History construct(StatefulSet set) {
    List<ControllerRevision> all = claim(set).stream().sorted(TemplateRevisions.ORDER).toList();
    JsonObject data = TemplateRevisions.data(set.spec().template());
    long next = TemplateRevisions.next(all);
    int collisions = set.status().collisionCount();
    List<ControllerRevision> equal =
        all.stream().filter(revision -> TemplateRevisions.has(revision, data)).toList();
    ControllerRevision update;
    if (equal.isEmpty()) {
      ControllerRevision fresh = fresh(set, next);
      while (true) {
        var created = create(set, named(set, fresh, collisions));
        if (created.isPresent()) {
          update = created.get();
          break;
        }
        collisions++;
      }
    } else if (equal.getLast().name().equals(all.getLast().name())) {
      update = all.getLast();
    } else {
      update = of(set).update(equal.getLast().withRevision(next)); // back to an earlier template
    }
    ControllerRevision current =
        all.stream()
            .filter(revision -> revision.name().equals(set.status().currentRevision()))
            .findFirst()
            .orElse(update);
    return new History(current, update, all, collisions);
  }

  private Resources<ControllerRevision> of(StatefulSet set) {
    return client.near(Kinds.CONTROLLER_REVISIONS, set);
  }

  private List<ControllerRevision> claim(StatefulSet set) {
    LabelSelector selector = LabelSelector.of(set.spec().selector().json());
    var candidates = new ArrayList<>(Owners.claimable(revisions, set));
    candidates.removeIf(
        revision -> !selector.matches(revision.json().object("metadata").object("labels")));
    return Claims.settle(
        client,
        Kinds.STATEFUL_SETS,
        set,
        Kinds.CONTROLLER_REVISIONS,
        new Claims.Ask<>(selector, candidates));
  }

  /// Its label has the hash without collisions, as Kubernetes leaves it.
  private static ControllerRevision fresh(StatefulSet set, long number) {
    ControllerRevision revision =
        TemplateRevisions.of(
            set,
            set.spec().template(),
            set.json().object("metadata").object("annotations"),
            number);
    return TemplateRevisions.labelled(
        revision, HASH, hash(revision, set.status().collisionCount()));
  }

  private static String hash(ControllerRevision revision, int collisions) {
    return TemplateRevisions.hash((JsonObject) revision.data().orElseThrow(), collisions);
  }

  private static ControllerRevision named(
      StatefulSet set, ControllerRevision revision, int collisions) {
    return TemplateRevisions.named(
        revision, TemplateRevisions.name(set.name(), hash(revision, collisions)));
  }

  /// Empty where the name is taken by another template's.
  private Optional<ControllerRevision> create(StatefulSet set, ControllerRevision revision) {
    try {
      return Optional.of(of(set).create(revision));
    } catch (StatusException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
      return Optional.of(of(set).get(revision.name()))
          .filter(existing -> existing.data().equals(revision.data()));
    }
  }

  /// The template that a revision has.
  static PodTemplateSpec template(StatefulSet set, ControllerRevision revision) {
    Json template =
        revision.data().orElse(JsonObject.EMPTY) instanceof JsonObject data
            ? data.at("spec", "template")
            : null;
    return template instanceof JsonObject object
        ? new PodTemplateSpec(object.without("$patch"))
        : set.spec().template();
  }

  /// Old revisions that nothing has go, the oldest first, down to the limit.
  void cleanUp(StatefulSet set, History history, List<Pod> pods) {
    Set<String> live = new HashSet<>();
    live.add(history.current().name());
    live.add(history.update().name());
    pods.forEach(pod -> live.add(StatefulPods.revision(pod)));
    List<ControllerRevision> past =
        history.all().stream().filter(revision -> !live.contains(revision.name())).toList();
    past.stream()
        .limit(Math.max(0, past.size() - set.spec().revisionHistoryLimit()))
        .forEach(revision -> of(set).delete(revision.name()));
  }
}
