package k4j.controllers.job;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import k4j.api.Kinds;
import k4j.api.batch.v1.Job;
import k4j.api.core.v1.Container;
import k4j.api.core.v1.EnvVar;
import k4j.api.core.v1.EnvVarSource;
import k4j.api.core.v1.ObjectFieldSelector;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodSpec;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.controllers.ownership.Finalizers;
import k4j.controllers.pods.PodTemplates;
import org.jspecify.annotations.Nullable;

/// The pods that a job creates.
final class JobTemplate {

  private static final String ENVIRONMENT = "JOB_COMPLETION_INDEX";

  /// What the server leaves of a generated name's prefix.
  private static final int LONGEST_PREFIX = 58;

  private JobTemplate() {}

  /// @param index none where the job has none
  /// @param last the failed pod of the index that this one comes after
  static Pod pod(Job job, OptionalInt index, @Nullable Pod last) {
    Pod pod = PodTemplates.pod(job, job.spec().template());
    if (!Finalizers.has(pod, JobPods.FINALIZER)) {
      pod = Finalizers.with(Kinds.PODS, pod, JobPods.FINALIZER);
    }
    return index.isEmpty() ? pod : indexed(job, pod, index.getAsInt(), last);
  }

  private static Pod indexed(Job job, Pod pod, int index, @Nullable Pod last) {
    Json number = Json.of(Integer.toString(index));
    JsonObject json =
        pod.json()
            .withAt(Json.of(prefix(job.name(), index)), "metadata", "generateName")
            .withAt(number, "metadata", "annotations", JobPods.INDEX)
            .withAt(number, "metadata", "labels", JobPods.INDEX);
    if (JobRules.isPerIndex(job)) {
      json = withFailures(job, json, last);
    }
    PodSpec spec = new Pod(json).spec();
    return new Pod(json)
        .withSpec(
            spec.withHostname(job.name() + "-" + index)
                .withInitContainers(withIndex(spec.initContainers()))
                .withContainers(withIndex(spec.containers())));
  }

  private static String prefix(String name, int index) {
    String end = "-" + index + "-";
    String prefix = name + end;
    return prefix.length() > LONGEST_PREFIX
        ? prefix.substring(0, LONGEST_PREFIX - end.length()) + end
        : prefix;
  }

  private static JsonObject withFailures(Job job, JsonObject json, @Nullable Pod last) {
    int failures = last == null ? 0 : JobPods.failures(last);
    int ignored = last == null ? 0 : JobPods.ignoredFailures(last);
    if (last != null) {
      boolean counts = FailurePolicy.of(job, last).counts();
      failures += counts ? 1 : 0;
      ignored += counts ? 0 : 1;
    }
    JsonObject noted =
        json.withAt(
            Json.of(Integer.toString(failures)), "metadata", "annotations", JobPods.FAILURES);
    return ignored == 0
        ? noted
        : noted.withAt(
            Json.of(Integer.toString(ignored)),
            "metadata",
            "annotations",
            JobPods.IGNORED_FAILURES);
  }

  private static List<Container> withIndex(List<Container> containers) {
    return containers.stream().map(JobTemplate::withIndex).toList();
  }

  private static Container withIndex(Container container) {
    if (container.env().stream().anyMatch(e -> e.name().equals(ENVIRONMENT))) {
      return container;
    }
    List<EnvVar> environment = new ArrayList<>(container.env());
    environment.add(
        EnvVar.EMPTY
            .withName(ENVIRONMENT)
            .withValueFrom(
                EnvVarSource.EMPTY.withFieldRef(
                    ObjectFieldSelector.EMPTY.withFieldPath(
                        "metadata.labels['%s']".formatted(JobPods.INDEX)))));
    return container.withEnv(environment);
  }
}
