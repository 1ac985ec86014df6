package k4j.apiserver.strategy.kind;

import java.util.HashMap;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.validation.NameRule;
import k4j.apiserver.strategy.cluster.PolicyValidations;
import k4j.apiserver.strategy.cluster.SmallValidations;
import k4j.apiserver.strategy.workload.AutoscalerValidation;
import k4j.apiserver.strategy.workload.CronJobValidation;
import k4j.apiserver.strategy.workload.DeploymentValidation;
import k4j.apiserver.strategy.workload.JobLabels;
import k4j.apiserver.strategy.workload.JobValidation;
import k4j.apiserver.strategy.workload.PodTemplateValidation;
import k4j.apiserver.strategy.workload.ReplicaSetValidation;
import k4j.apiserver.strategy.workload.ReplicationControllerValidation;
import k4j.apiserver.strategy.workload.StatefulSetValidation;

/// What runs pods: apps, batch, autoscaling, policy, scheduling, and their relations of the core
/// group.
public final class WorkloadKinds {

  private static final String[] MAX_UNAVAILABLE = {
    "spec", "updateStrategy", "rollingUpdate", "maxUnavailable"
  };

  private WorkloadKinds() {}

  /// The rules by `plural.group`.
  public static Map<String, KindRules> rules() {
    var rules = new HashMap<String, KindRules>();
    rules.put(
        "podtemplates",
        KindRules.PLAIN.withGeneration("template").validating(new PodTemplateValidation()));
    rules.put(
        "replicationcontrollers",
        KindRules.SPEC_AND_STATUS
            .orphaning()
            .startingWith(_ -> zeros("replicas"))
            .validating(new ReplicationControllerValidation()));
    rules.put("controllerrevisions.apps", KindRules.PLAIN.validating(SmallValidations.REVISION));
    rules.put(
        "deployments.apps",
        KindRules.SPEC_AND_STATUS
            .withGeneration("spec", "metadata.annotations")
            .statusKeeping("metadata.labels")
            .validating(new DeploymentValidation()));
    rules.put(
        "replicasets.apps",
        KindRules.SPEC_AND_STATUS
            .startingWith(_ -> zeros("replicas"))
            .validating(new ReplicaSetValidation()));
    rules.put(
        "statefulsets.apps",
        KindRules.SPEC_AND_STATUS
            .preparing(set -> withoutMaxUnavailable(set, JsonObject.EMPTY))
            .changing(WorkloadKinds::withoutMaxUnavailable)
            .withNames(NameRule.LABEL)
            .startingWith(_ -> zeros("availableReplicas", "replicas"))
            .validating(new StatefulSetValidation()));
    rules.put(
        "jobs.batch",
        KindRules.SPEC_AND_STATUS
            .orphaning()
            .preparing(JobLabels::generate)
            .validating(new JobValidation()));
    rules.put("cronjobs.batch", KindRules.SPEC_AND_STATUS.validating(new CronJobValidation()));
    rules.put(
        "horizontalpodautoscalers.autoscaling",
        KindRules.PLAIN
            .withStatus()
            .startingWith(_ -> zeros("desiredReplicas"))
            .validating(new AutoscalerValidation()));
    rules.put(
        "poddisruptionbudgets.policy",
        KindRules.SPEC_AND_STATUS
            .withNames(NameRule.PATH_SEGMENT)
            .needingVersion()
            .checkingMetadataOnce()
            .startingWith(_ ->
                zeros("currentHealthy", "desiredHealthy", "disruptionsAllowed", "expectedPods"))
            .validating(PolicyValidations.DISRUPTION_BUDGET));
    rules.put(
        "priorityclasses.scheduling.k8s.io",
        KindRules.PLAIN
            .withGeneration("value")
            .validating(new PolicyValidations.PriorityClasses()));
    rules.put("podgroups.scheduling.k8s.io", KindRules.PLAIN.statusKeeping("metadata"));
    return rules;
  }

  /// An alpha feature; who has the field keeps it.
  private static JsonObject withoutMaxUnavailable(JsonObject set, JsonObject old) {
    return old.at(MAX_UNAVAILABLE) == null ? set.withoutAt(MAX_UNAVAILABLE) : set;
  }

  /// Counts that are shown even before anybody has counted.
  static JsonObject zeros(String... counts) {
    JsonObject status = JsonObject.EMPTY;
    for (String count : counts) {
      status = status.with(count, 0);
    }
    return status;
  }
}
