package k4j.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import k4j.api.Kinds;
import k4j.api.batch.v1.CronJob;
import k4j.api.batch.v1.Job;
import k4j.api.core.v1.Event;
import k4j.api.json.JsonParser;
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CronJobControllerTest {

  private final MovableClock clock = new MovableClock();
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster(clock);
    cluster.start("cronjob-controller", "ttl-after-finished-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void cronJob(String more) {
    cluster.create(
        Kinds.CRON_JOBS,
        """
        {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "tick"},
         "spec": {"schedule": "*/1 * * * ?", %s "jobTemplate": {
           "metadata": {"labels": {"a": "b"}},
           "spec": {"ttlSecondsAfterFinished": 3600, "template": {"spec": {
             "restartPolicy": "Never", "containers": [{"name": "c", "image": "i"}]}}}}}}
        """
            .formatted(more));
  }

  private CronJob cronJob() {
    return cluster.client().in(Kinds.CRON_JOBS, "default").get("tick");
  }

  private List<Job> jobs() {
    return cluster.client().in(Kinds.JOBS, "default").list();
  }

  private void passUntil(String what, BooleanSupplier condition) {
    Eventually.await(
        what,
        () -> {
          if (!condition.getAsBoolean()) {
            clock.advance(Duration.ofSeconds(1));
          }
          return condition.getAsBoolean();
        });
  }

  private boolean told(String reason) {
    return cluster.client().in(Kinds.EVENTS, "default").list().stream()
        .map(Event::reason)
        .anyMatch(reason::equals);
  }

  private void finish(Job job) {
    cluster
        .client()
        .in(Kinds.JOBS, "default")
        .patchStatus(
            job.name(),
            Patch.merge(
                JsonParser.parse(
                    """
                    {"status": {"succeeded": 1, "startTime": "%1$s", "completionTime": "%1$s",
                      "conditions": [
                      {"type": "SuccessCriteriaMet", "status": "True", "lastTransitionTime": "%1$s"},
                      {"type": "Complete", "status": "True", "lastTransitionTime": "%1$s"}]}}
                    """
                        .formatted(clock.instant()))));
  }

  @Test
  void startsAJobEachMinute() {
    cronJob("");
    passUntil("first", () -> jobs().size() == 1);
    Job job = jobs().getFirst();
    assertThat(job.name()).isEqualTo("tick-" + (MovableClock.START.getEpochSecond() / 60 + 1));
    assertThat(job.metadata().labels()).containsEntry("a", "b");
    assertThat(job.metadata().annotations())
        .containsEntry("batch.kubernetes.io/cronjob-scheduled-timestamp", "2026-01-01T00:01:00Z");
    assertThat(job.metadata().ownerReferences().getFirst().kind()).isEqualTo("CronJob");
    passUntil("second", () -> jobs().size() == 2 && cronJob().status().active().size() == 2);
    assertThat(cronJob().status().lastScheduleTime())
        .contains(Instant.parse("2026-01-01T00:02:00Z"));
  }

  @Test
  void forbidsOrReplacesWhatRuns() {
    cronJob("\"concurrencyPolicy\": \"Forbid\",");
    passUntil("first", () -> cronJob().status().active().size() == 1);
    String first = jobs().getFirst().name();
    passUntil("held back", () -> told("JobAlreadyActive"));
    assertThat(jobs()).extracting(Job::name).containsExactly(first);
    cluster
        .client()
        .in(Kinds.CRON_JOBS, "default")
        .patch(
            "tick",
            Patch.merge(JsonParser.parse("{\"spec\": {\"concurrencyPolicy\": \"Replace\"}}")));
    passUntil(
        "replaced",
        () ->
            jobs().stream()
                    .filter(job -> !job.isDeleting())
                    .noneMatch(job -> job.name().equals(first))
                && cronJob().status().active().size() == 1);
  }

  @Test
  void keepsSoManyOfThoseThatEnded() {
    cronJob("\"successfulJobsHistoryLimit\": 1,");
    passUntil("first", () -> cronJob().status().active().size() == 1);
    String first = jobs().getFirst().name();
    finish(jobs().getFirst());
    Eventually.await("ended", () -> cronJob().status().active().isEmpty());
    assertThat(cronJob().status().hasLastSuccessfulTime()).isTrue();
    passUntil("second", () -> cronJob().status().active().size() == 1);
    finish(jobs().stream().filter(job -> !job.name().equals(first)).findFirst().orElseThrow());
    Eventually.await(
        "first gone", () -> jobs().stream().noneMatch(job -> job.name().equals(first)));
  }

  @Test
  void jobsGoWhenTheirTimeIsOver() {
    cronJob("");
    passUntil("first", () -> cronJob().status().active().size() == 1);
    cluster
        .client()
        .in(Kinds.CRON_JOBS, "default")
        .patch("tick", Patch.merge(JsonParser.parse("{\"spec\": {\"suspend\": true}}")));
    String name = jobs().getFirst().name();
    finish(jobs().getFirst());
    Eventually.await(
        "gone",
        () -> {
          clock.advance(Duration.ofMinutes(10));
          return cluster
              .client()
              .in(Kinds.JOBS, "default")
              .find(name)
              .filter(job -> !job.isDeleting())
              .isEmpty();
        });
    assertThat(clock.instant()).isAfter(MovableClock.START.plus(Duration.ofHours(1)));
  }

  @Test
  void startsNothingWhileItIsSuspended() {
    cronJob("\"suspend\": true,");
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(jobs()).isEmpty();
    cluster
        .client()
        .in(Kinds.CRON_JOBS, "default")
        .patch("tick", Patch.merge(JsonParser.parse("{\"spec\": {\"suspend\": false}}")));
    passUntil("resumed", () -> !jobs().isEmpty());
    assertThat(clock.instant()).isAfter(MovableClock.START.plus(Duration.ofMinutes(5)));
  }
}
