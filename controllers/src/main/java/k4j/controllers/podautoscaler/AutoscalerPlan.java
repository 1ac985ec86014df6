package k4j.controllers.podautoscaler;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import k4j.api.autoscaling.v2.HorizontalPodAutoscaler;
import k4j.controllers.podautoscaler.Conditions.Because;
import k4j.controllers.podautoscaler.MetricEvaluation.Outcome;
import k4j.controllers.podautoscaler.ScaleHistory.Recommendation;

/// Decides to which size a target is scaled. (controller: `reconcileAutoscaler`.)
///
/// @param current how many replicas the target is to have now
/// @param stabilization for how long a lower recommendation waits, unless the object says so
record AutoscalerPlan(
    HorizontalPodAutoscaler autoscaler,
    int current,
    ScaleHistory history,
    Duration stabilization,
    Instant now) {

  private static final int LEAST_LIMIT = 4;

  /// A size to be reached.
  ///
  /// @param why in the words of the event
  /// @param history what was recommended until now
  record Decision(int replicas, String why, Conditions conditions, ScaleHistory history) {}

  /// What all metrics say together.
  sealed interface Verdict {

    /// @param metric the one that proposes most
    record Proposed(int replicas, String metric, Conditions conditions) implements Verdict {}

    record Unable(String error, Conditions conditions) implements Verdict {}
  }

  private int least() {
    return autoscaler.spec().hasMinReplicas() ? autoscaler.spec().minReplicas() : 1;
  }

  /// What follows whatever the metrics say; empty where they are to be asked.
  Optional<Decision> withoutMetrics(Conditions conditions) {
    if (current == 0) {
      Because off =
          new Because(
              false,
              "ScalingDisabled",
              "scaling is disabled since the replica count of the target is zero");
      return Optional.of(
          new Decision(0, "", conditions.with(Conditions.SCALING_ACTIVE, off, now), history));
    }
    if (current > autoscaler.spec().maxReplicas()) {
      return Optional.of(
          new Decision(
              autoscaler.spec().maxReplicas(),
              "Current number of replicas above Spec.MaxReplicas",
              conditions,
              history));
    }
    return current < least()
        ? Optional.of(
            new Decision(
                least(), "Current number of replicas below Spec.MinReplicas", conditions, history))
        : Optional.empty();
  }

  /// The highest proposal counts. Where a metric fails the rest may only scale up.
  Verdict combine(List<Outcome> outcomes, Conditions conditions) {
    int replicas = 0;
    String metric = "";
    int failures = 0;
    Optional<Outcome.Failed> first = Optional.empty();
    for (Outcome outcome : outcomes) {
      switch (outcome) {
        case Outcome.Failed failed -> {
          failures++;
          first = first.or(() -> Optional.of(failed));
        }
        case Outcome.Proposed(int proposed, String name, var _) -> {
          if (replicas == 0 || proposed > replicas) {
            replicas = proposed;
            metric = name;
          }
        }
      }
    }
    if (first.isPresent() && (failures >= outcomes.size() || replicas < current)) {
      Because because =
          new Because(
              false,
              first.get().reason(),
              "the HPA was unable to compute the replica count: " + first.get().cause());
      return new Verdict.Unable(
          "invalid metrics (%d invalid out of %d), first error is: %s"
              .formatted(failures, outcomes.size(), first.get().error()),
          conditions.with(Conditions.SCALING_ACTIVE, because, now));
    }
    Because because =
        new Because(
            true,
            "ValidMetricFound",
            "the HPA was able to successfully calculate a replica count from " + metric);
    return new Verdict.Proposed(
        replicas, metric, conditions.with(Conditions.SCALING_ACTIVE, because, now));
  }

  /// The proposal as far as it may be followed now.
  Decision follow(Verdict.Proposed proposed) {
    int wish = Math.max(proposed.replicas(), 0);
    String why =
        wish > current
            ? proposed.metric() + " above target"
            : wish < current ? "All metrics below target" : "";
    return autoscaler.spec().hasBehavior()
        ? byBehavior(wish, why, proposed.conditions())
        : byRules(wish, why, proposed.conditions());
  }

  private Decision byRules(int wish, String why, Conditions conditions) {
    Instant cutoff = now.minus(stabilization);
    int stable =
        history.recommendations().stream()
            .filter(r -> !r.at().isBefore(cutoff))
            .mapToInt(Recommendation::replicas)
            .reduce(wish, Math::max);
    int rate = Math.max(2 * current, LEAST_LIMIT);
    int most = Math.min(autoscaler.spec().maxReplicas(), rate);
    boolean rated = autoscaler.spec().maxReplicas() > rate;
    return decision(
        stable,
        wish,
        why,
        Limits.of(least(), false, most, rated),
        stabilized(false),
        conditions,
        cutoff);
  }

  private Decision byBehavior(int wish, String why, Conditions conditions) {
    ScalingRules rules = ScalingRules.of(autoscaler, stabilization);
    Instant upCutoff = now.minus(rules.upWindow());
    Instant downCutoff = now.minus(rules.downWindow());
    int lowest = wish;
    int highest = wish;
    for (Recommendation earlier : history.recommendations()) {
      if (earlier.at().isAfter(upCutoff)) {
        lowest = Math.min(lowest, earlier.replicas());
      }
      if (earlier.at().isAfter(downCutoff)) {
        highest = Math.max(highest, earlier.replicas());
      }
    }
    int stable = Math.min(Math.max(current, lowest), highest);
    int up = rules.upperLimit(current, history, now);
    int down = rules.lowerLimit(current, history, now);
    int max = autoscaler.spec().maxReplicas();
    Limits limits =
        stable > current
            ? Limits.of(Integer.MIN_VALUE, false, Math.min(max, up), max > up)
            : stable < current
                ? Limits.of(Math.max(least(), down), least() < down, Integer.MAX_VALUE, false)
                : Limits.of(Integer.MIN_VALUE, false, Integer.MAX_VALUE, false);
    Instant cutoff = upCutoff.isBefore(downCutoff) ? upCutoff : downCutoff;
    return decision(stable, wish, why, limits, stabilized(wish >= current), conditions, cutoff);
  }

  private static Because stabilized(boolean up) {
    return up
        ? new Because(
            true,
            "ScaleUpStabilized",
            "recent recommendations were lower than current one, applying the lowest recent"
                + " recommendation")
        : new Because(
            true,
            "ScaleDownStabilized",
            "recent recommendations were higher than current one, applying the highest recent"
                + " recommendation");
  }

  /// How far a size may go now, and what stands in its way.
  private record Limits(int least, Because tooFew, int most, Because tooMany) {
    static Limits of(int least, boolean leastIsRate, int most, boolean mostIsRate) {
      Because tooFew =
          leastIsRate
              ? new Because(
                  true,
                  "ScaleDownLimit",
                  "the desired replica count is decreasing faster than the maximum scale rate")
              : new Because(
                  true,
                  "TooFewReplicas",
                  "the desired replica count is less than the minimum replica count");
      Because tooMany =
          mostIsRate
              ? new Because(
                  true,
                  "ScaleUpLimit",
                  "the desired replica count is increasing faster than the maximum scale rate")
              : new Because(
                  true,
                  "TooManyReplicas",
                  "the desired replica count is more than the maximum replica count");
      return new Limits(least, tooFew, most, tooMany);
    }
  }

  private Decision decision(
      int stable,
      int wish,
      String why,
      Limits limits,
      Because stabilized,
      Conditions before,
      Instant cutoff) {
    Because able =
        stable == wish
            ? new Because(true, "ReadyForNewScale", "recommended size matches current size")
            : stabilized;
    int replicas = stable;
    Because limited =
        new Because(
            false, "DesiredWithinRange", "the desired count is within the acceptable range");
    if (stable < limits.least()) {
      replicas = limits.least();
      limited = limits.tooFew();
    } else if (stable > limits.most()) {
      replicas = limits.most();
      limited = limits.tooMany();
    }
    Conditions conditions =
        before
            .with(Conditions.ABLE_TO_SCALE, able, now)
            .with(Conditions.SCALING_LIMITED, limited, now);
    return new Decision(replicas, why, conditions, history.recommended(wish, now, cutoff));
  }
}
