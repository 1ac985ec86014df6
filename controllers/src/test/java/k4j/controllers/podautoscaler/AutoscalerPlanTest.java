package k4j.controllers.podautoscaler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import k4j.api.autoscaling.v2.HorizontalPodAutoscaler;
import k4j.api.autoscaling.v2.HorizontalPodAutoscalerCondition;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.controllers.podautoscaler.MetricEvaluation.Outcome;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AutoscalerPlanTest {

  private static final Instant NOW = MovableClock.START;
  private static final Conditions NONE = new Conditions(List.of());

  private static HorizontalPodAutoscaler autoscaler(int min, int max, String behavior) {
    return new HorizontalPodAutoscaler(
        (JsonObject)
            JsonParser.parse(
                """
                {"metadata": {"name": "h", "namespace": "default"},
                 "spec": {"minReplicas": %d, "maxReplicas": %d %s}}
                """
                    .formatted(min, max, behavior.isEmpty() ? "" : ", \"behavior\": " + behavior)));
  }

  /// Recommendations are written `replicas@seconds`, so many seconds ago.
  private static ScaleHistory history(String words) {
    var recommendations = new ArrayList<ScaleHistory.Recommendation>();
    for (String word : words.isEmpty() ? new String[0] : words.split(" ")) {
      String[] parts = word.split("@");
      recommendations.add(
          new ScaleHistory.Recommendation(
              Integer.parseInt(parts[0]), NOW.minusSeconds(Integer.parseInt(parts[1]))));
    }
    return new ScaleHistory(recommendations, List.of(), List.of());
  }

  private static AutoscalerPlan plan(
      HorizontalPodAutoscaler autoscaler, int current, ScaleHistory history) {
    return new AutoscalerPlan(autoscaler, current, history, Duration.ofMinutes(5), NOW);
  }

  private static String reason(Conditions conditions, String type) {
    return conditions.list().stream()
        .filter(c -> c.type().equals(type))
        .map(HorizontalPodAutoscalerCondition::reason)
        .findFirst()
        .orElse("");
  }

  private static String told(AutoscalerPlan.Decision decision) {
    return "%d %s %s"
        .formatted(
            decision.replicas(),
            reason(decision.conditions(), Conditions.ABLE_TO_SCALE),
            reason(decision.conditions(), Conditions.SCALING_LIMITED));
  }

  private static AutoscalerPlan.Verdict.Proposed proposed(int replicas) {
    return new AutoscalerPlan.Verdict.Proposed(replicas, "cpu resource", NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | 4  | ''         | 4 ReadyForNewScale DesiredWithinRange
          2 | 5  | ''         | 4 ReadyForNewScale ScaleUpLimit
          1 | 9  | ''         | 4 ReadyForNewScale ScaleUpLimit
          5 | 30 | ''         | 8 ReadyForNewScale TooManyReplicas
          5 | 1  | ''         | 2 ReadyForNewScale TooFewReplicas
          5 | 3  | 5@10       | 5 ScaleDownStabilized DesiredWithinRange
          5 | 3  | 5@301      | 3 ReadyForNewScale DesiredWithinRange
          5 | 3  | 5@301 4@20 | 4 ScaleDownStabilized DesiredWithinRange
          5 | 5  | 4@20       | 5 ReadyForNewScale DesiredWithinRange
          """)
  void keepsToTheRules(int current, int wish, String history, String expected) {
    var plan = plan(autoscaler(2, 8, ""), current, history(history));
    assertThat(told(plan.follow(proposed(wish)))).isEqualTo(expected);
  }

  private static String behavior(String up, String down) {
    return """
    {"scaleUp": {"selectPolicy": "Max", "stabilizationWindowSeconds": 60, "policies": [%s]},
     "scaleDown": {"selectPolicy": "Min", "policies": [%s]}}
    """
        .formatted(up, down);
  }

  private static String policies(String words) {
    var policies = new ArrayList<String>();
    for (String word : words.split(" ")) {
      String[] parts = word.split("/");
      boolean percent = parts[0].endsWith("%");
      policies.add(
          "{\"type\": \"%s\", \"value\": %s, \"periodSeconds\": %s}"
              .formatted(percent ? "Percent" : "Pods", parts[0].replace("%", ""), parts[1]));
    }
    return String.join(",", policies);
  }

  /// Changes are written `+pods@seconds` or `-pods@seconds`, so many seconds ago.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10 | 25 | 50%/60 4/60 | 1/60       | ''              | 15 ReadyForNewScale ScaleUpLimit
          10 | 25 | 50%/60      | 1/60       | +5@30           | 10 ReadyForNewScale ScaleUpLimit
          10 | 25 | 4/60        | 1/60       | +3@30           | 11 ReadyForNewScale ScaleUpLimit
          10 | 25 | 4/60        | 1/60       | +3@61           | 14 ReadyForNewScale ScaleUpLimit
          10 | 25 | 4/60        | 1/60       | -2@30           | 16 ReadyForNewScale ScaleUpLimit
          10 | 99 | 900%/60     | 1/60       | ''              | 50 ReadyForNewScale TooManyReplicas
          10 | 12 | 4/60        | 1/60       | ''              | 12 ReadyForNewScale DesiredWithinRange
          10 | 3  | 4/60        | 2/60 50%/60| ''              | 8 ReadyForNewScale ScaleDownLimit
          10 | 3  | 4/60        | 50%/60     | ''              | 5 ReadyForNewScale ScaleDownLimit
          10 | 3  | 4/60        | 4/60       | -3@20           | 9 ReadyForNewScale ScaleDownLimit
          10 | 1  | 4/60        | 100%/60    | ''              | 2 ReadyForNewScale TooFewReplicas
          """)
  void keepsToBehavior(
      int current, int wish, String up, String down, String changes, String expected) {
    ScaleHistory history = ScaleHistory.NONE;
    if (!changes.isEmpty()) {
      String[] parts = changes.split("@");
      int by = Integer.parseInt(parts[0]);
      Instant at = NOW.minusSeconds(Integer.parseInt(parts[1]));
      history = history.scaled(current - by, current, Duration.ofMinutes(1), at);
    }
    var plan = plan(autoscaler(2, 50, behavior(policies(up), policies(down))), current, history);
    assertThat(told(plan.follow(proposed(wish)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10 | 20 | 12@50        | 12 ScaleUpStabilized DesiredWithinRange
          10 | 20 | 8@50         | 10 ScaleUpStabilized DesiredWithinRange
          10 | 20 | 8@61         | 20 ReadyForNewScale DesiredWithinRange
          10 | 5  | 9@200        | 9 ScaleDownStabilized DesiredWithinRange
          10 | 5  | 12@200       | 10 ScaleDownStabilized DesiredWithinRange
          10 | 5  | 12@300       | 5 ReadyForNewScale DesiredWithinRange
          """)
  void waitsUntilRecommendationsHold(int current, int wish, String history, String expected) {
    var autoscaler = autoscaler(1, 50, behavior(policies("100/60"), policies("100/60")));
    assertThat(told(plan(autoscaler, current, history(history)).follow(proposed(wish))))
        .isEqualTo(expected);
  }

  @Test
  void doesNotScaleWhereThatIsSwitchedOff() {
    String off =
        "{\"scaleUp\": {\"selectPolicy\": \"Disabled\"}, \"scaleDown\": {\"selectPolicy\":"
            + " \"Disabled\"}}";
    var plan = plan(autoscaler(1, 50, off), 10, ScaleHistory.NONE);
    assertThat(told(plan.follow(proposed(20)))).isEqualTo("10 ReadyForNewScale ScaleUpLimit");
    assertThat(told(plan.follow(proposed(5)))).isEqualTo("10 ReadyForNewScale ScaleDownLimit");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, ''",
    "9, 8, Current number of replicas above Spec.MaxReplicas",
    "1, 2, Current number of replicas below Spec.MinReplicas"
  })
  void someThingsNeedNoMetrics(int current, int replicas, String why) {
    var decision =
        plan(autoscaler(2, 8, ""), current, ScaleHistory.NONE).withoutMetrics(NONE).orElseThrow();
    assertThat(decision.replicas()).isEqualTo(replicas);
    assertThat(decision.why()).isEqualTo(why);
    assertThat(reason(decision.conditions(), Conditions.SCALING_ACTIVE))
        .isEqualTo(current == 0 ? "ScalingDisabled" : "");
  }

  private static final Outcome FAILED = new Outcome.Failed("FailedGetX", "cause", "error");

  private static Outcome proposal(int replicas, String metric) {
    return new Outcome.Proposed(replicas, metric, JsonObject.EMPTY);
  }

  @Test
  void theHighestProposalCounts() {
    var plan = plan(autoscaler(1, 8, ""), 3, ScaleHistory.NONE);
    var verdict = plan.combine(List.of(proposal(2, "a"), proposal(5, "b"), FAILED), NONE);
    assertThat(verdict)
        .isInstanceOfSatisfying(
            AutoscalerPlan.Verdict.Proposed.class,
            best -> {
              assertThat(best.replicas()).isEqualTo(5);
              assertThat(best.metric()).isEqualTo("b");
              assertThat(reason(best.conditions(), Conditions.SCALING_ACTIVE))
                  .isEqualTo("ValidMetricFound");
            });
    assertThat(plan.follow((AutoscalerPlan.Verdict.Proposed) verdict).why())
        .isEqualTo("b above target");
  }

  @Test
  void whereAMetricFailsTheRestMayNotScaleDown() {
    var plan = plan(autoscaler(1, 8, ""), 3, ScaleHistory.NONE);
    assertThat(plan.combine(List.of(proposal(2, "a"), FAILED), NONE))
        .isInstanceOfSatisfying(
            AutoscalerPlan.Verdict.Unable.class,
            unable -> {
              assertThat(unable.error())
                  .isEqualTo("invalid metrics (1 invalid out of 2), first error is: error");
              assertThat(unable.conditions().list().getFirst().message())
                  .isEqualTo("the HPA was unable to compute the replica count: cause");
            });
    assertThat(plan.combine(List.of(proposal(2, "a")), NONE))
        .isInstanceOf(AutoscalerPlan.Verdict.Proposed.class);
  }
}
