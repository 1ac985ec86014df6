package k4j.controllers.deployment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// The annotations by which a deployment and its ReplicaSets remember what was rolled out when.
final class Revisions {

  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String HISTORY = "deployment.kubernetes.io/revision-history";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";

  private static final int HISTORY_LENGTH = 2000;
  private static final Set<String> NOT_COPIED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          REVISION,
          HISTORY,
          DESIRED,
          MAX,
          "deprecated.deployment.rollback.rollbackTo");

  private Revisions() {}

  static long revision(ReplicaSet set) {
    return number(set.metadata().annotations().get(REVISION), 0);
  }

  /// The size that the deployment had when the set was last sized, or -1.
  static long desired(ReplicaSet set) {
    return number(set.metadata().annotations().get(DESIRED), -1);
  }

  /// The most pods that the deployment could have then, or -1.
  static long max(ReplicaSet set) {
    return number(set.metadata().annotations().get(MAX), -1);
  }

  private static long number(@Nullable String text, long otherwise) {
    try {
      return text == null ? otherwise : Long.parseLong(text);
    } catch (NumberFormatException _) {
      return otherwise;
    }
  }

  /// The revision that the new set has: one above all old ones.
  static long next(List<ReplicaSet> oldSets) {
    return oldSets.stream().mapToLong(Revisions::revision).max().orElse(0) + 1;
  }

  /// The new set with the deployment's annotations and its revision; a set that was rolled back to
  /// remembers the revisions it had.
  static ReplicaSet annotate(ReplicaSet set, Deployment deployment, long revision) {
    Map<String, String> annotations = new LinkedHashMap<>(set.metadata().annotations());
    deployment
        .metadata()
        .annotations()
        .forEach((name, value) -> {
          if (!NOT_COPIED.contains(name)) {
            annotations.put(name, value);
          }
        });
    String before = annotations.get(REVISION);
    if (number(before, 0) < revision) {
      annotations.put(REVISION, Long.toString(revision));
      if (before != null) {
        annotations.put(HISTORY, history(annotations.getOrDefault(HISTORY, ""), before));
      }
    }
    return withAnnotations(set, annotations);
  }

  private static String history(String history, String revision) {
    String longer = history.isEmpty() ? revision : history + "," + revision;
    while (longer.length() > HISTORY_LENGTH && longer.indexOf(',') >= 0) {
      longer = longer.substring(longer.indexOf(',') + 1);
    }
    return longer;
  }

  /// The set with a size, and a note of the deployment's size at this time.
  static ReplicaSet size(ReplicaSet set, int replicas, Rollout rollout) {
    Map<String, String> annotations = new LinkedHashMap<>(set.metadata().annotations());
    annotations.put(DESIRED, Integer.toString(rollout.wanted()));
    annotations.put(MAX, Integer.toString(rollout.wanted() + rollout.maxSurge()));
    ReplicaSet noted = withAnnotations(set, annotations);
    return noted.spec().replicas() == replicas && noted.spec().hasReplicas()
        ? noted
        : noted.withSpec(noted.spec().withReplicas(replicas));
  }

  private static ReplicaSet withAnnotations(ReplicaSet set, Map<String, String> annotations) {
    return annotations.equals(set.metadata().annotations())
        ? set
        : set.withMetadata(set.metadata().withAnnotations(annotations));
  }

  /// The deployment with the revision of its new set.
  static Deployment annotate(Deployment deployment, ReplicaSet newSet) {
    String revision = newSet.metadata().annotations().getOrDefault(REVISION, "");
    JsonObject annotations = deployment.json().object("metadata").object("annotations");
    return annotations.string(REVISION).equals(revision)
        ? deployment
        : new Deployment(
            deployment
                .json()
                .withAt(annotations.with(REVISION, revision), "metadata", "annotations"));
  }
}
