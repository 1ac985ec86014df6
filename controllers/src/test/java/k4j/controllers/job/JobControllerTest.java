package k4j.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.Kinds;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.JobCondition;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonParser;
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobControllerTest {

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start("job-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void job(String spec) {
    cluster.create(
        Kinds.JOBS,
        """
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "sum"},
         "spec": {%s, "template": {"spec": {"restartPolicy": "Never",
           "containers": [{"name": "c", "image": "i"}]}}}}
        """
            .formatted(spec));
  }

  private Job job() {
    return cluster.client().in(Kinds.JOBS, "default").get("sum");
  }

  private void patch(String spec) {
    cluster
        .client()
        .in(Kinds.JOBS, "default")
        .patch("sum", Patch.merge(JsonParser.parse("{\"spec\": {%s}}".formatted(spec))));
  }

  /// Those that have not ended.
  private List<Pod> running() {
    return cluster.client().in(Kinds.PODS, "default").list().stream()
        .filter(pod -> pod.status().phase().equals("Pending") && !pod.isDeleting())
        .toList();
  }

  private List<Pod> awaitRunning(int count) {
    return Eventually.value(this::running, pods -> pods.size() == count);
  }

  private void end(Pod pod, String phase, int code) {
    cluster
        .client()
        .in(Kinds.PODS, "default")
        .patchStatus(
            pod.name(),
            Patch.merge(
                JsonParser.parse(
                    """
                    {"status": {"phase": "%s", "containerStatuses": [{"name": "c", "image": "i",
                      "imageID": "", "ready": false, "restartCount": 0, "state": {"terminated":
                      {"exitCode": %d, "finishedAt": "2020-01-01T00:00:00Z"}}}]}}
                    """
                        .formatted(phase, code))));
  }

  private Pod withIndex(String index) {
    return running().stream()
        .filter(pod -> index.equals(pod.metadata().annotations().get(JobPods.INDEX)))
        .findFirst()
        .orElseThrow();
  }

  private List<String> conditions() {
    return job().status().conditions().stream()
        .filter(c -> c.status().equals("True"))
        .map(JobCondition::type)
        .toList();
  }

  private void awaitEnd(String condition) {
    Eventually.await(condition, () -> conditions().contains(condition));
  }

  private JobCondition condition(String type) {
    return job().status().conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void runsUntilEnoughPodsHaveSucceeded() {
    job("\"completions\": 3, \"parallelism\": 2");
    List<Pod> first = awaitRunning(2);
    assertThat(first.getFirst().metadata().finalizers()).containsExactly(JobPods.FINALIZER);
    Eventually.await("two active", () -> job().status().active() == 2);
    end(first.getFirst(), "Succeeded", 0);
    end(first.getLast(), "Succeeded", 0);
    List<Pod> last = awaitRunning(1);
    Eventually.await("two done", () -> job().status().succeeded() == 2);
    end(last.getFirst(), "Succeeded", 0);
    awaitEnd("Complete");
    assertThat(conditions()).containsExactly("SuccessCriteriaMet", "Complete");
    assertThat(condition("Complete").reason()).isEqualTo("CompletionsReached");
    assertThat(job().status().succeeded()).isEqualTo(3);
    assertThat(job().status().hasActive()).isFalse();
    assertThat(job().status().hasCompletionTime()).isTrue();
    assertThat(cluster.client().in(Kinds.PODS, "default").list())
        .hasSize(3)
        .allSatisfy(pod -> assertThat(pod.metadata().finalizers()).isEmpty());
    Eventually.await(
        "event",
        () ->
            cluster.client().in(Kinds.EVENTS, "default").list().stream()
                .map(Event::reason)
                .anyMatch("Completed"::equals));
  }

  @Test
  void failsBeyondItsLimit() {
    job("\"backoffLimit\": 1");
    end(awaitRunning(1).getFirst(), "Failed", 1);
    Eventually.await("counted", () -> job().status().failed() == 1);
    end(awaitRunning(1).getFirst(), "Failed", 1);
    awaitEnd("Failed");
    assertThat(conditions()).containsExactly("FailureTarget", "Failed");
    assertThat(condition("Failed").reason()).isEqualTo("BackoffLimitExceeded");
    assertThat(job().status().failed()).isEqualTo(2);
  }

  @Test
  void givesEachPodAnIndex() {
    job("\"completions\": 3, \"parallelism\": 3, \"completionMode\": \"Indexed\"");
    awaitRunning(3);
    Pod pod = withIndex("1");
    assertThat(pod.name()).startsWith("sum-1-");
    assertThat(pod.spec().hostname()).isEqualTo("sum-1");
    assertThat(pod.metadata().labels()).containsEntry(JobPods.INDEX, "1");
    assertThat(pod.spec().containers().getFirst().env().getFirst().name())
        .isEqualTo("JOB_COMPLETION_INDEX");
    end(withIndex("0"), "Succeeded", 0);
    end(withIndex("2"), "Succeeded", 0);
    Eventually.await("two", () -> job().status().completedIndexes().equals("0,2"));
    end(withIndex("1"), "Failed", 1);
    awaitRunning(1);
    end(withIndex("1"), "Succeeded", 0);
    awaitEnd("Complete");
    assertThat(job().status().completedIndexes()).isEqualTo("0-2");
    assertThat(job().status().failed()).isEqualTo(1);
  }

  @Test
  void countsFailuresOfEachIndexApart() {
    job(
        """
        "completions": 2, "parallelism": 2, "completionMode": "Indexed", "backoffLimitPerIndex": 1
        """);
    awaitRunning(2);
    end(withIndex("0"), "Failed", 1);
    Pod again =
        Eventually.value(
                () ->
                    running().stream()
                        .filter(
                            pod -> "1".equals(pod.metadata().annotations().get(JobPods.FAILURES)))
                        .toList(),
                pods -> pods.size() == 1)
            .getFirst();
    end(again, "Failed", 1);
    Eventually.await("index failed", () -> job().status().failedIndexes().equals("0"));
    end(withIndex("1"), "Succeeded", 0);
    awaitEnd("Failed");
    assertThat(condition("Failed").reason()).isEqualTo("FailedIndexes");
    assertThat(job().status().failed()).isEqualTo(2);
    assertThat(job().status().completedIndexes()).isEqualTo("1");
  }

  @Test
  void endsAsItsPoliciesSay() {
    job(
        """
        "completions": 2, "parallelism": 2, "completionMode": "Indexed",
        "successPolicy": {"rules": [{"succeededIndexes": "1"}]},
        "podFailurePolicy": {"rules": [
          {"action": "Ignore", "onExitCodes": {"operator": "In", "values": [42]}}]}
        """);
    awaitRunning(2);
    end(withIndex("0"), "Failed", 42);
    Eventually.await("replaced", () -> running().size() == 2);
    end(withIndex("1"), "Succeeded", 0);
    Eventually.await("met", () -> conditions().contains("SuccessCriteriaMet"));
    awaitEnd("Complete");
    assertThat(condition("Complete").reason()).isEqualTo("SuccessPolicy");
    assertThat(condition("Complete").message()).isEqualTo("Matched rules at index 0");
    assertThat(job().status().hasFailed()).isFalse();
  }

  @Test
  void anExitCodeMayFailTheWholeJob() {
    job(
        """
        "completions": 2, "parallelism": 1,
        "podFailurePolicy": {"rules": [
          {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [7]}}]}
        """);
    Pod pod = awaitRunning(1).getFirst();
    end(pod, "Failed", 7);
    awaitEnd("Failed");
    assertThat(condition("Failed").reason()).isEqualTo("PodFailurePolicy");
    assertThat(condition("Failed").message())
        .isEqualTo(
            "Container c for pod default/%s failed with exit code 7 matching FailJob rule at index 0"
                .formatted(pod.name()));
  }

  @Test
  void restsWhileItIsSuspended() {
    job("\"parallelism\": 1");
    awaitRunning(1);
    patch("\"suspend\": true");
    awaitRunning(0);
    Eventually.await("suspended", () -> conditions().contains("Suspended"));
    assertThat(job().status().hasStartTime()).isFalse();
    patch("\"suspend\": false");
    awaitRunning(1);
    Eventually.await("resumed", () -> conditions().isEmpty() && job().status().hasStartTime());
  }

  @Test
  void itsPodsMayGoWithIt() {
    job("\"parallelism\": 1");
    awaitRunning(1);
    cluster.client().in(Kinds.JOBS, "default").delete("sum");
    Eventually.await(
        "let go",
        () ->
            cluster.client().in(Kinds.PODS, "default").list().stream()
                .allMatch(pod -> pod.metadata().finalizers().isEmpty()));
  }

  private void change(Pod pod, String metadata) {
    cluster
        .client()
        .in(Kinds.PODS, "default")
        .patch(
            pod.name(), Patch.merge(JsonParser.parse("{\"metadata\": {%s}}".formatted(metadata))));
  }

  private boolean isOwned(Pod pod) {
    return cluster
        .client()
        .in(Kinds.PODS, "default")
        .get(pod.name())
        .metadata()
        .ownerReferences()
        .stream()
        .anyMatch(owner -> owner.uid().equals(job().uid()));
  }

  @Test
  void takesPodsBackAndLetsGoOfThoseThatNoLongerMatch() {
    job("\"parallelism\": 2, \"completions\": 4");
    Pod pod = awaitRunning(2).getFirst();
    change(pod, "\"ownerReferences\": null");
    Eventually.await("adopted", () -> isOwned(pod));
    change(pod, "\"labels\": null");
    Eventually.await("released", () -> !isOwned(pod));
    awaitRunning(3);
  }

  @Test
  void failuresByDisruptionMayBeIgnored() {
    job(
        """
        "backoffLimit": 0, "podFailurePolicy": {"rules": [
          {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget"}]}]}
        """);
    Pod pod = awaitRunning(1).getFirst();
    cluster
        .client()
        .in(Kinds.PODS, "default")
        .patchStatus(
            pod.name(),
            Patch.merge(
                JsonParser.parse(
                    """
                    {"status": {"conditions": [{"type": "DisruptionTarget", "status": "True",
                      "reason": "EvictionByEvictionAPI", "message": "x"}]}}
                    """)));
    end(pod, "Failed", 1);
    Pod next =
        Eventually.value(
                () -> running().stream().filter(p -> !p.uid().equals(pod.uid())).toList(),
                pods -> pods.size() == 1)
            .getFirst();
    end(next, "Succeeded", 0);
    awaitEnd("Complete");
    assertThat(job().status().hasFailed()).isFalse();
  }

  @Test
  void anExitCodeMayFailAnIndexAtOnce() {
    job(
        """
        "completions": 2, "parallelism": 2, "completionMode": "Indexed",
        "backoffLimitPerIndex": 3, "podFailurePolicy": {"rules": [
          {"action": "FailIndex", "onExitCodes": {"operator": "In", "values": [42]}}]}
        """);
    awaitRunning(2);
    end(withIndex("1"), "Failed", 42);
    Eventually.await("index failed", () -> job().status().failedIndexes().equals("1"));
    end(withIndex("0"), "Succeeded", 0);
    awaitEnd("Failed");
    assertThat(condition("Failed").reason()).isEqualTo("FailedIndexes");
    assertThat(job().status().completedIndexes()).isEqualTo("0");
    assertThat(job().status().failed()).isEqualTo(1);
  }

  @Test
  void endsWhenMoreIndexesFailThanMay() {
    job(
        """
        "completions": 4, "parallelism": 2, "completionMode": "Indexed",
        "backoffLimitPerIndex": 0, "maxFailedIndexes": 0
        """);
    awaitRunning(2);
    end(withIndex("0"), "Failed", 1);
    awaitEnd("Failed");
    assertThat(condition("Failed").reason()).isEqualTo("MaxFailedIndexesExceeded");
    assertThat(job().status().failedIndexes()).isEqualTo("0");
  }

  @Test
  void enoughSuccessesMayDo() {
    job(
        """
        "completions": 3, "parallelism": 3, "completionMode": "Indexed",
        "successPolicy": {"rules": [{"succeededCount": 1}]}
        """);
    awaitRunning(3);
    end(withIndex("2"), "Succeeded", 0);
    awaitEnd("Complete");
    assertThat(condition("SuccessCriteriaMet").reason()).isEqualTo("SuccessPolicy");
    assertThat(job().status().completedIndexes()).isEqualTo("2");
  }

  @Test
  void allIndexesMayBeAskedFor() {
    job(
        """
        "completions": 2, "parallelism": 2, "completionMode": "Indexed",
        "successPolicy": {"rules": [{"succeededIndexes": "0-1"}]}
        """);
    awaitRunning(2);
    end(withIndex("0"), "Succeeded", 0);
    Eventually.await("one", () -> job().status().succeeded() == 1);
    assertThat(conditions()).isEmpty();
    end(withIndex("1"), "Succeeded", 0);
    awaitEnd("Complete");
    assertThat(condition("Complete").reason()).isEqualTo("SuccessPolicy");
  }
}
