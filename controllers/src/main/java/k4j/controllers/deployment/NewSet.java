package k4j.controllers.deployment;

import java.time.Instant;
import java.util.Optional;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.apps.v1.ReplicaSetSpec;
import k4j.api.core.v1.PodTemplateSpec;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.v1.LabelSelector;
import k4j.controllers.ownership.Owners;

/// Finds or makes the ReplicaSet that has the deployment's template, and keeps its notes right.
/// (controller: deployment/sync.go, `getNewReplicaSet`.)
final class NewSet {

  private NewSet() {}

  /// Brings revision, annotations and readiness time of an existing new set up to date.
  static Rollout follow(Rollout rollout, Instant now) {
    if (rollout.newSet().isEmpty()) {
      return rollout;
    }
    Deployment deployment = rollout.deployment();
    ReplicaSet set =
        Revisions.annotate(rollout.newSet().get(), deployment, Revisions.next(rollout.oldSets()));
    int minReady = deployment.spec().minReadySeconds();
    if (set.spec().minReadySeconds() != minReady) {
      set = set.withSpec(set.spec().withMinReadySeconds(minReady));
    }
    Deployment annotated = Revisions.annotate(deployment, set);
    if (Progress.hasDeadline(deployment)
        && Conditions.get(deployment.status(), Conditions.PROGRESSING).isEmpty()) {
      String message = "Found new replica set \"%s\"".formatted(set.name());
      annotated = progressing(annotated, "FoundNewReplicaSet", message, now);
    }
    return rollout.withNewSet(set).withDeployment(annotated);
  }

  /// Makes the new set where there is none.
  static Rollout ensure(Rollout rollout, Instant now) {
    return rollout.newSet().isPresent() ? follow(rollout, now) : create(rollout, now);
  }

  private static Rollout create(Rollout rollout, Instant now) {
    Deployment deployment = rollout.deployment();
    ReplicaSet set =
        Revisions.annotate(fresh(deployment), deployment, Revisions.next(rollout.oldSets()));
    set = Revisions.size(set, rollout.nextSize(0), rollout);
    Deployment annotated = Revisions.annotate(deployment, set);
    if (Progress.hasDeadline(deployment)) {
      String message = "Created new replica set \"%s\"".formatted(set.name());
      annotated = progressing(annotated, "NewReplicaSetCreated", message, now);
    }
    return rollout.withNewSet(set).withDeployment(annotated);
  }

  private static Deployment progressing(
      Deployment deployment, String reason, String message, Instant now) {
    return deployment.withStatus(
        Conditions.set(
            deployment.status(),
            Conditions.of(Conditions.PROGRESSING, "True", reason, message, now)));
  }

  private static ReplicaSet fresh(Deployment deployment) {
    PodTemplateSpec template = deployment.spec().template();
    String hash = Templates.hash(template, deployment.status().collisionCount());
    JsonObject labels =
        template.json().object("metadata").object("labels").with(Templates.HASH, hash);
    JsonObject metadata =
        JsonObject.builder()
            .put("name", deployment.name() + "-" + hash)
            .put("namespace", deployment.namespace())
            .put("labels", labels)
            .put("ownerReferences", JsonArray.of(Owners.controllerReference(deployment).json()))
            .build();
    JsonObject selector = deployment.spec().selector().json();
    selector =
        selector.with("matchLabels", selector.object("matchLabels").with(Templates.HASH, hash));
    ReplicaSetSpec spec =
        ReplicaSetSpec.EMPTY
            .withReplicas(0)
            .withSelector(new LabelSelector(selector))
            .withTemplate(
                new PodTemplateSpec(template.json().withAt(labels, "metadata", "labels")));
    int minReady = deployment.spec().minReadySeconds();
    spec = minReady == 0 ? spec : spec.withMinReadySeconds(minReady);
    return new ReplicaSet(ReplicaSet.EMPTY.json().with("metadata", metadata)).withSpec(spec);
  }

  /// Whether an existing set of the planned name is the planned one after all.
  static boolean isSame(ReplicaSet planned, ReplicaSet existing, Deployment deployment) {
    Optional<String> owner = Owners.controllerOf(existing).map(reference -> reference.uid());
    return owner.filter(deployment.uid()::equals).isPresent()
        && Templates.same(planned.spec().template(), existing.spec().template());
  }
}
