package k4j.controllers.podgarbage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;

class PodGarbageCollectorTest {

  private static final String POD =
      """
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "lost"},
       "spec": {"nodeName": "gone", "containers": [{"name": "c", "image": "i"}]}}
      """;

  @Test
  void podsOfANodeThatIsGoneGoAfterAWhile() {
    var clock = new MovableClock();
    try (var cluster = new TestCluster(clock)) {
      cluster.start("pod-garbage-collector-controller");
      cluster.create(Kinds.PODS, POD);
      var pods = cluster.client().in(Kinds.PODS, "default");
      Eventually.await("timer set", () -> clock.waiting() > 0);
      clock.advance(Duration.ofSeconds(39));
      assertThat(pods.find("lost")).isPresent();
      Eventually.await(
          "gone",
          () -> {
            clock.advance(Duration.ofSeconds(1));
            return pods.find("lost").isEmpty();
          });
    }
  }

  private static Pod ended(String name, String created, String reason) {
    return new Pod(
        (JsonObject)
            JsonParser.parse(
                """
                {"metadata": {"name": "%s", "creationTimestamp": "%s"},
                 "status": {"phase": "Failed", "reason": "%s"}}
                """
                    .formatted(name, created, reason)));
  }

  @Test
  void ofTooManyEndedPodsTheEvictedAndTheOldestGo() {
    List<Pod> pods =
        List.of(
            ended("young", "2026-01-03T00:00:00Z", ""),
            ended("old", "2026-01-01T00:00:00Z", ""),
            ended("evicted", "2026-01-04T00:00:00Z", "Evicted"));
    assertThat(PodGarbagePlan.surplus(pods, 1))
        .extracting(Pod::name)
        .containsExactly("evicted", "old");
    assertThat(PodGarbagePlan.surplus(pods, 3)).isEmpty();
  }
}
