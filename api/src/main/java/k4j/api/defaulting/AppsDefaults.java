package k4j.api.defaulting;

import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;

/// Deployments, sets of replicas, of daemons, of stateful pods.
final class AppsDefaults {

  private static final int REVISIONS = 10;

  static final Map<String, Rule> RULES =
      Map.of(
          "apps.DeploymentSpec", AppsDefaults::deployment,
          "apps.DaemonSet", AppsDefaults::templateGeneration,
          "apps.DaemonSetSpec", AppsDefaults::daemonSet,
          "apps.StatefulSetSpec", AppsDefaults::statefulSet,
          "apps.ReplicaSetSpec", o -> Draft.of(o).fill("replicas", 1).done());

  private AppsDefaults() {}

  private static JsonObject deployment(JsonObject spec) {
    JsonObject strategy = spec.object("strategy");
    strategy = Draft.of(strategy).fillText("type", "RollingUpdate").done();
    if (strategy.string("type").equals("RollingUpdate")) {
      JsonObject rolling =
          Draft.of(strategy.object("rollingUpdate"))
              .fill("maxUnavailable", "25%")
              .fill("maxSurge", "25%")
              .done();
      strategy = strategy.with("rollingUpdate", rolling);
    }
    return Draft.of(spec)
        .fill("replicas", 1)
        .set("strategy", strategy)
        .fill("revisionHistoryLimit", REVISIONS)
        .fill("progressDeadlineSeconds", 600)
        .done();
  }

  /// What was a field once shows as an annotation, which belongs to whoever leaves it out.
  private static JsonObject templateGeneration(JsonObject set) {
    String name = "deprecated.daemonset.template.generation";
    return set.object("metadata").object("annotations").has(name)
        ? set
        : set.withAt(Json.of("0"), "metadata", "annotations", name);
  }

  private static JsonObject daemonSet(JsonObject spec) {
    JsonObject strategy =
        Draft.of(spec.object("updateStrategy")).fillText("type", "RollingUpdate").done();
    if (strategy.string("type").equals("RollingUpdate")) {
      JsonObject rolling =
          Draft.of(strategy.object("rollingUpdate"))
              .fill("maxUnavailable", 1)
              .fill("maxSurge", 0)
              .done();
      strategy = strategy.with("rollingUpdate", rolling);
    }
    return Draft.of(spec)
        .set("updateStrategy", strategy)
        .fill("revisionHistoryLimit", REVISIONS)
        .done();
  }

  private static JsonObject statefulSet(JsonObject spec) {
    JsonObject strategy = spec.object("updateStrategy");
    if (!strategy.has("type")) {
      strategy =
          Draft.of(strategy)
              .fillText("type", "RollingUpdate")
              .fill("rollingUpdate", JsonObject.EMPTY)
              .done();
    }
    if (strategy.string("type").equals("RollingUpdate")) {
      strategy =
          Draft.of(strategy)
              .change("rollingUpdate", o -> Draft.of(o).fill("partition", 0).done())
              .done();
    }
    JsonObject retention =
        Draft.of(spec.object("persistentVolumeClaimRetentionPolicy"))
            .fillText("whenDeleted", "Retain")
            .fillText("whenScaled", "Retain")
            .done();
    return Draft.of(spec)
        .each(
            "volumeClaimTemplates",
            claim ->
                Draft.of(claim)
                    .fill("apiVersion", "v1")
                    .fill("kind", "PersistentVolumeClaim")
                    .done())
        .fillText("podManagementPolicy", "OrderedReady")
        .set("updateStrategy", strategy)
        .set("persistentVolumeClaimRetentionPolicy", retention)
        .fill("replicas", Json.of(1))
        .fill("revisionHistoryLimit", REVISIONS)
        .done();
  }
}
