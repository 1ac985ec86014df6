package k4j.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import k4j.api.Kinds;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.JobCondition;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonParser;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What takes minutes and months, in milliseconds.
class ClusterTimeTest {

  private final TestCluster cluster =
      TestCluster.builder().withNodes(2).withBegin(Instant.parse("2026-01-01T00:00:00Z")).start();
  private final ClusterClock clock = cluster.clock();

  @AfterEach
  void end() {
    cluster.close();
  }

  private <T extends ApiObject> void create(Kind<T> kind, String json) {
    cluster
        .client()
        .in(kind, "default")
        .create(kind.of(JsonParser.parseObject(json.getBytes(StandardCharsets.UTF_8))));
  }

  private List<Pod> pods() {
    return cluster.client().in(Kinds.PODS, "default").list();
  }

  private List<Job> jobs() {
    return cluster.client().in(Kinds.JOBS, "default").list();
  }

  @Test
  void aCronJobOfNextMonthRuns() {
    create(
        Kinds.CRON_JOBS,
        """
        {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "bill"},
         "spec": {"schedule": "30 4 1 * *", "jobTemplate": {"spec": {"template": {"spec": {
           "restartPolicy": "Never", "containers": [{"name": "c", "image": "b"}]}}}}}}
        """);
    clock.advance(Duration.ofHours(4));
    assertThat(jobs()).isEmpty();
    clock.advance(Duration.ofHours(1));
    clock.advance(Duration.ofDays(31), Duration.ofDays(1));
    clock.advance(Duration.ofSeconds(30));
    assertThat(jobs()).hasSize(2).allMatch(job -> job.status().succeeded() == 1);
  }

  @Test
  void aJobPastItsDeadlineFails() {
    create(
        Kinds.JOBS,
        """
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "late"},
         "spec": {"activeDeadlineSeconds": 600, "template": {
           "metadata": {"annotations": {"simulated.k4j.io/run-time": "1h"}},
           "spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "b"}]}}}}
        """);
    clock.advance(Duration.ofSeconds(590));
    assertThat(jobs().getFirst().status().active()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(30));
    assertThat(jobs().getFirst().status().conditions())
        .filteredOn(c -> c.type().equals("Failed"))
        .extracting(JobCondition::reason)
        .containsExactly("DeadlineExceeded");
  }

  @Test
  void podsLeaveALostNodeAfterFiveMinutes() {
    create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
         "spec": {"containers": [{"name": "c", "image": "b"}]}}
        """);
    clock.advance(Duration.ofSeconds(5));
    Pod pod = pods().getFirst();
    assertThat(pod.status().phase()).isEqualTo("Running");
    cluster.nodes().fail(pod.spec().nodeName(), false);
    clock.advance(Duration.ofMinutes(4));
    assertThat(pods().getFirst().json().object("metadata").has("deletionTimestamp")).isFalse();
    clock.advance(Duration.ofMinutes(3));
    assertThat(pods().getFirst().json().object("metadata").has("deletionTimestamp")).isTrue();
  }
}
