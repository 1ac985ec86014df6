package k4j.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.policy.v1.PodDisruptionBudget;
import k4j.api.policy.v1.PodDisruptionBudgetStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetPlanTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

  private static PodDisruptionBudget budget(String spec, String status) {
    return new PodDisruptionBudget(
        (JsonObject)
            JsonParser.parse(
                """
                {"metadata": {"name": "b", "generation": 3}, "spec": %s, "status": %s}
                """
                    .formatted(spec, status)));
  }

  private static List<Pod> pods(int ready, int notReady) {
    return IntStream.range(0, ready + notReady)
        .mapToObj(i ->
            new Pod(
                (JsonObject)
                    JsonParser.parse(
                        """
                        {"metadata": {"name": "p%d"},
                         "status": {"conditions": [{"type": "Ready", "status": "%s"}]}}
                        """
                            .formatted(i, i < ready ? "True" : "False"))))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"minAvailable": 2}          | 3 | 0 | 3  | 2 | 1
          {"minAvailable": 2}          | 2 | 1 | 3  | 2 | 0
          {"minAvailable": 2}          | 1 | 0 | 1  | 2 | 0
          {"minAvailable": 0}          | 0 | 0 | 0  | 0 | 0
          {"minAvailable": "50%"}      | 5 | 0 | 5  | 3 | 2
          {"maxUnavailable": 1}        | 3 | 0 | 3  | 2 | 1
          {"maxUnavailable": "30%"}    | 9 | 1 | 10 | 7 | 2
          {"maxUnavailable": 5}        | 3 | 0 | 3  | 0 | 3
          {"maxUnavailable": 0}        | 3 | 0 | 3  | 3 | 0
          """)
  void countsWhatMayGo(
      String spec, int ready, int notReady, int expected, int desired, int allowed) {
    PodDisruptionBudgetStatus status =
        BudgetPlan.decide(budget(spec, "{}"), pods(ready, notReady), expected, NOW).status();
    assertThat(status.currentHealthy()).isEqualTo(ready);
    assertThat(status.expectedPods()).isEqualTo(expected);
    assertThat(status.desiredHealthy()).isEqualTo(desired);
    assertThat(status.disruptionsAllowed()).isEqualTo(allowed);
    assertThat(status.observedGeneration()).isEqualTo(3);
    assertThat(status.conditions())
        .singleElement()
        .satisfies(c -> {
          assertThat(c.type()).isEqualTo("DisruptionAllowed");
          assertThat(c.status()).isEqualTo(allowed > 0 ? "True" : "False");
          assertThat(c.reason()).isEqualTo(allowed > 0 ? "SufficientPods" : "InsufficientPods");
        });
  }

  @Test
  void anEvictedPodDoesNotCountUntilItIsClearThatItStays() {
    PodDisruptionBudget budget =
        budget(
            "{\"minAvailable\": 1}",
            """
            {"disruptedPods": {"p0": "2026-01-01T11:59:00Z", "p1": "2026-01-01T11:57:00Z",
              "gone": "2026-01-01T11:59:00Z"}}
            """);
    BudgetPlan.Decision decision = BudgetPlan.decide(budget, pods(3, 0), 3, NOW);
    assertThat(decision.status().currentHealthy()).isEqualTo(2);
    assertThat(decision.status().disruptedPods()).containsOnlyKeys("p0");
    assertThat(decision.notDeleted()).extracting(Pod::name).containsExactly("p1");
    assertThat(decision.recheck()).contains(NOW.plus(Duration.ofMinutes(1)));
  }

  @Test
  void nothingMayGoWhereTheNumberIsNotKnown() {
    PodDisruptionBudgetStatus status =
        BudgetPlan.failed(
            budget("{\"maxUnavailable\": 1}", "{\"disruptionsAllowed\": 4}"), "why", NOW);
    assertThat(status.disruptionsAllowed()).isZero();
    assertThat(status.conditions().getFirst().reason()).isEqualTo("SyncFailed");
    assertThat(status.conditions().getFirst().message()).isEqualTo("why");
  }
}
