package k4j.controllers.podautoscaler;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.Kinds;
import k4j.api.autoscaling.v2.HorizontalPodAutoscaler;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.api.meta.ViewList;
import k4j.api.selector.LabelSelector;
import k4j.api.selector.SelectorException;
import k4j.client.Client;
import k4j.client.Unstructured;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.BackOff;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.podautoscaler.Conditions.Because;

/// Scales what HorizontalPodAutoscalers name, looking at each every 15 seconds. (controller:
/// podautoscaler/horizontal.go.)
public final class HorizontalPodAutoscalerController implements Controller {

  private static final int WORKERS = 5;
  private static final int TRIES = 5;
  private static final AutoscalerTiming TIMING = AutoscalerTiming.USUAL;

  private final ControllerContext context;
  private final Client client;
  private final Informer<HorizontalPodAutoscaler> autoscalers;
  private final Informer<Pod> pods;
  private final ScaleTargets targets;
  private final Metrics metrics;
  private final Map<String, ScaleHistory> histories = new ConcurrentHashMap<>();
  private final Map<String, LabelSelector> selectors = new ConcurrentHashMap<>();
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public HorizontalPodAutoscalerController(ControllerContext context) {
    this.context = context;
    client = context.client();
    autoscalers = context.informers().of(Kinds.HORIZONTAL_POD_AUTOSCALERS);
    pods = context.informers().of(Kinds.PODS);
    targets = new ScaleTargets(client, context.surroundings().clock());
    metrics = new RestMetrics(client, targets);
    queue = context.queue(new BackOff(TIMING.period(), TIMING.period()));
    recorder = context.recorder("horizontal-pod-autoscaler");
    loop =
        new ControllerLoop<>(
            "horizontalpodautoscaler", List.of(autoscalers, pods), queue, this::reconcile);
    autoscalers.handle(Handler.each(a -> queue.addAfter(a.key(), TIMING.period())));
    // The pods of one that is gone are another's at once.
    autoscalers.handle(Handler.deletions(a -> selectors.remove(a.key())));
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<HorizontalPodAutoscaler> found = autoscalers.get(key);
    if (found.isEmpty()) {
      histories.remove(key);
      selectors.remove(key);
      return Outcome.DONE;
    }
    advance(new Attempt(found.get(), context.now()));
    return Outcome.after(TIMING.period());
  }

  /// One look at an autoscaler: what it was and what is known so far.
  private final class Attempt {
    private final HorizontalPodAutoscaler autoscaler;
    private final Instant now;
    private Conditions conditions;
    private List<JsonObject> statuses = List.of();

    Attempt(HorizontalPodAutoscaler autoscaler, Instant now) {
      this.autoscaler = autoscaler;
      this.now = now;
      conditions = new Conditions(autoscaler.status().conditions());
    }

    void set(String type, boolean holds, String reason, String message) {
      conditions = conditions.with(type, new Because(holds, reason, message), now);
    }

    /// Writes the status where it tells something new.
    void write(int current, int desired, boolean rescaled) {
      var status = JsonObject.builder().put("desiredReplicas", desired);
      if (current != 0) {
        status.put("currentReplicas", current);
      }
      Optional<Instant> last = rescaled ? Optional.of(now) : autoscaler.status().lastScaleTime();
      last.ifPresent(at -> status.put("lastScaleTime", Times.format(at)));
      if (!statuses.isEmpty()) {
        status.put("currentMetrics", JsonArray.of(statuses));
      }
      if (!conditions.list().isEmpty()) {
        status.put("conditions", ViewList.json(conditions.list()));
      }
      write(status.build());
    }

    void write(JsonObject status) {
      if (status.equals(autoscaler.status().json())) {
        return;
      }
      var written = new HorizontalPodAutoscaler(autoscaler.json().with("status", status));
      try {
        client.near(Kinds.HORIZONTAL_POD_AUTOSCALERS, autoscaler).updateStatus(written);
      } catch (StatusException e) {
        recorder.warning(autoscaler, "FailedUpdateStatus", e.status().message());
      }
    }
  }

  private void advance(Attempt attempt) {
    var reference = attempt.autoscaler.spec().scaleTargetRef();
    switch (targets.resource(reference)) {
      case ScaleTargets.Lookup.Failed(String why) -> noScale(attempt, why);
      case ScaleTargets.Lookup.Found(Kind<Unstructured> kind) -> {
        JsonObject scale;
        try {
          scale = client.near(kind, attempt.autoscaler).getSubresource(reference.name(), "scale");
        } catch (StatusException e) {
          noScale(attempt, e.status().message());
          return;
        }
        attempt.set(
            Conditions.ABLE_TO_SCALE,
            true,
            "SucceededGetScale",
            "the HPA controller was able to get the target's current scale");
        advance(attempt, kind, scale);
      }
    }
  }

  private void noScale(Attempt attempt, String why) {
    recorder.warning(attempt.autoscaler, "FailedGetScale", why);
    attempt.set(
        Conditions.ABLE_TO_SCALE,
        false,
        "FailedGetScale",
        "the HPA controller was unable to get the target's current scale: " + why);
    attempt.write(
        attempt
            .autoscaler
            .status()
            .json()
            .with("conditions", ViewList.json(attempt.conditions.list())));
  }

  private void advance(Attempt attempt, Kind<Unstructured> kind, JsonObject scale) {
    String key = attempt.autoscaler.key();
    int current = (int) scale.object("spec").integer("replicas");
    ScaleHistory history =
        histories.getOrDefault(key, ScaleHistory.NONE).begun(current, attempt.now);
    histories.put(key, history);
    var plan =
        new AutoscalerPlan(
            attempt.autoscaler, current, history, TIMING.stabilization(), attempt.now);
    Optional<AutoscalerPlan.Decision> decision = plan.withoutMetrics(attempt.conditions);
    if (decision.isEmpty()) {
      decision = byMetrics(attempt, plan, scale);
    }
    if (decision.isEmpty()) {
      attempt.write(current, attempt.autoscaler.status().desiredReplicas(), false);
      return;
    }
    attempt.conditions = decision.get().conditions();
    histories.put(key, decision.get().history());
    if (decision.get().replicas() == current) {
      attempt.write(current, current, false);
    } else {
      rescale(attempt, kind, scale, decision.get());
    }
  }

  /// Empty where no size follows.
  private Optional<AutoscalerPlan.Decision> byMetrics(
      Attempt attempt, AutoscalerPlan plan, JsonObject scale) {
    Optional<LabelSelector> selector = selector(attempt, scale.object("status").string("selector"));
    if (selector.isEmpty()) {
      return Optional.empty();
    }
    var evaluation =
        new MetricEvaluation(
            metrics,
            new ReplicaCalculator(
                matching(attempt.autoscaler, selector.get()),
                Tolerances.of(attempt.autoscaler),
                TIMING,
                attempt.now),
            attempt.autoscaler.namespace(),
            selector.get().toString(),
            plan.current(),
            (int) scale.object("status").integer("replicas"));
    List<MetricEvaluation.Outcome> outcomes =
        attempt.autoscaler.spec().metrics().stream().map(evaluation::of).toList();
    attempt.statuses = outcomes.stream().map(outcome -> status(attempt, outcome)).toList();
    return switch (plan.combine(outcomes, attempt.conditions)) {
      case AutoscalerPlan.Verdict.Unable(String error, Conditions conditions) -> {
        attempt.conditions = conditions;
        recorder.warning(attempt.autoscaler, "FailedComputeMetricsReplicas", error);
        yield Optional.empty();
      }
      case AutoscalerPlan.Verdict.Proposed proposed -> Optional.of(plan.follow(proposed));
    };
  }

  /// What the status shows of a metric; a failure is told of.
  private JsonObject status(Attempt attempt, MetricEvaluation.Outcome outcome) {
    return switch (outcome) {
      case MetricEvaluation.Outcome.Proposed(int _, String _, JsonObject status) -> status;
      case MetricEvaluation.Outcome.Failed(String reason, String cause, String _) -> {
        recorder.warning(attempt.autoscaler, reason, cause);
        yield JsonObject.EMPTY.with("type", "");
      }
    };
  }

  private List<Pod> matching(HorizontalPodAutoscaler autoscaler, LabelSelector selector) {
    return pods.byNamespace().get(autoscaler.namespace()).stream()
        .filter(pod -> selector.matches(pod.json().object("metadata").object("labels")))
        .toList();
  }

  /// The selector of the target's pods; empty where there is none, or where the pods are another
  /// autoscaler's as well.
  private Optional<LabelSelector> selector(Attempt attempt, String text) {
    if (text.isEmpty()) {
      recorder.warning(attempt.autoscaler, "SelectorRequired", "selector is required");
      attempt.set(
          Conditions.SCALING_ACTIVE,
          false,
          "InvalidSelector",
          "the HPA target's scale is missing a selector");
      return unable(attempt, "selector is required");
    }
    LabelSelector selector;
    try {
      selector = LabelSelector.parse(text);
    } catch (SelectorException e) {
      String why =
          "couldn't convert selector into a corresponding internal selector object: "
              + e.getMessage();
      recorder.warning(attempt.autoscaler, "InvalidSelector", why);
      attempt.set(Conditions.SCALING_ACTIVE, false, "InvalidSelector", why);
      return unable(attempt, why);
    }
    selectors.put(attempt.autoscaler.key(), selector);
    List<String> all = selecting(matching(attempt.autoscaler, selector));
    if (all.size() > 1) {
      String why =
          "pods by selector %s are controlled by multiple HPAs: [%s]"
              .formatted(text, String.join(" ", all));
      recorder.warning(attempt.autoscaler, "AmbiguousSelector", why);
      attempt.set(Conditions.SCALING_ACTIVE, false, "AmbiguousSelector", why);
      return unable(attempt, why);
    }
    return Optional.of(selector);
  }

  private Optional<LabelSelector> unable(Attempt attempt, String why) {
    recorder.warning(attempt.autoscaler, "FailedComputeMetricsReplicas", why);
    return Optional.empty();
  }

  /// The autoscalers whose targets have one of the pods.
  private List<String> selecting(List<Pod> some) {
    return selectors.entrySet().stream()
        .filter(entry ->
            some.stream()
                .anyMatch(pod ->
                    entry.getKey().startsWith(pod.namespace() + "/")
                        && entry
                            .getValue()
                            .matches(pod.json().object("metadata").object("labels"))))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private void rescale(
      Attempt attempt,
      Kind<Unstructured> kind,
      JsonObject scale,
      AutoscalerPlan.Decision decision) {
    HorizontalPodAutoscaler autoscaler = attempt.autoscaler;
    int current = (int) scale.object("spec").integer("replicas");
    int desired = decision.replicas();
    try {
      write(autoscaler, kind, scale, desired);
    } catch (StatusException e) {
      String why = e.status().message();
      recorder.warning(
          autoscaler,
          "FailedRescale",
          "New size: %d; reason: %s; error: %s".formatted(desired, decision.why(), why));
      attempt.set(
          Conditions.ABLE_TO_SCALE,
          false,
          "FailedUpdateScale",
          "the HPA controller was unable to update the target scale: " + why);
      attempt.write(current, autoscaler.status().desiredReplicas(), false);
      return;
    }
    attempt.set(
        Conditions.ABLE_TO_SCALE,
        true,
        "SucceededRescale",
        "the HPA controller was able to update the target scale to " + desired);
    recorder.normal(
        autoscaler,
        "SuccessfulRescale",
        "New size: %d; reason: %s".formatted(desired, decision.why()));
    if (autoscaler.spec().hasBehavior()) {
      var rules = ScalingRules.of(autoscaler, TIMING.stabilization());
      histories.computeIfPresent(
          autoscaler.key(),
          (_, h) -> h.scaled(current, desired, rules.memory(desired > current), attempt.now));
    }
    attempt.write(current, desired, true);
  }

  private void write(
      HorizontalPodAutoscaler autoscaler, Kind<Unstructured> kind, JsonObject scale, int replicas) {
    String name = autoscaler.spec().scaleTargetRef().name();
    var resources = client.near(kind, autoscaler);
    JsonObject latest = scale;
    for (int i = 1; ; i++) {
      try {
        resources.put(name, "scale", latest.withAt(Json.of(replicas), "spec", "replicas"));
        return;
      } catch (StatusException e) {
        if (!e.isConflict() || i == TRIES) {
          throw e;
        }
        latest = resources.getSubresource(name, "scale");
      }
    }
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }
}
