package k4j.controllers.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.policy.v1.PodDisruptionBudget;
import k4j.api.policy.v1.PodDisruptionBudgetStatus;
import k4j.api.selector.LabelSelector;
import k4j.client.Client;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Keeps the status of PodDisruptionBudgets, by which evictions are allowed or refused.
public final class DisruptionController implements Controller {

  private final ControllerContext context;
  private final Client client;
  private final Informer<PodDisruptionBudget> budgets;
  private final Informer<Pod> pods;
  private final PodScales scales;
  private final StaleDisruptions stale;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public DisruptionController(ControllerContext context) {
    this.context = context;
    client = context.client();
    budgets = context.informers().of(Kinds.POD_DISRUPTION_BUDGETS);
    pods = context.informers().of(Kinds.PODS);
    scales = new PodScales(client, context.informers());
    stale = new StaleDisruptions(context);
    queue = context.queue();
    recorder = context.recorder("controllermanager");
    var caches = new ArrayList<Informer<?>>(scales.caches());
    caches.add(budgets);
    caches.add(pods);
    loop = new ControllerLoop<>("disruption", caches, queue, this::reconcile);
    budgets.handle(Handler.each(budget -> queue.add(budget.key())));
    pods.handle(new PodEvents());
  }

  @Override
  public void start() {
    loop.start(1);
    stale.start();
  }

  private static boolean covers(PodDisruptionBudget budget, Pod pod) {
    return LabelSelector.of(budget.spec().json().get("selector")).matches(labels(pod));
  }

  private static JsonObject labels(ApiObject object) {
    return object.json().object("metadata").object("labels");
  }

  private Outcome reconcile(String key) {
    Optional<PodDisruptionBudget> found = budgets.get(key);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    PodDisruptionBudget budget = found.get();
    List<Pod> covered =
        pods.byNamespace().get(budget.namespace()).stream()
            .filter(pod -> covers(budget, pod))
            .toList();
    if (covered.isEmpty()) {
      recorder.normal(budget, "NoPods", "No matching pods found");
    }
    Expected expected =
        BudgetPlan.asksForScale(budget)
            ? scales.of(covered)
            : new Expected.Known(covered.size(), false);
    return switch (expected) {
      case Expected.Unknown(String message) -> fail(budget, message);
      case Expected.Known(int count, boolean unmanaged) -> {
        if (unmanaged) {
          warnOfUnmanaged(budget);
        }
        yield settle(budget, BudgetPlan.decide(budget, covered, count, context.now()));
      }
    };
  }

  private Outcome fail(PodDisruptionBudget budget, String message) {
    recorder.warning(
        budget,
        "CalculateExpectedPodCountFailed",
        "Failed to calculate the number of expected pods: " + message);
    write(budget, BudgetPlan.failed(budget, message, context.now()));
    return Outcome.DONE;
  }

  private Outcome settle(PodDisruptionBudget budget, BudgetPlan.Decision decision) {
    for (Pod pod : decision.notDeleted()) {
      // Kubernetes names the namespace twice.
      recorder.warning(
          pod,
          "NotDeleted",
          "Pod was expected by PDB %s/%s to be deleted but it wasn't"
              .formatted(budget.namespace(), budget.namespace()));
    }
    if (!BudgetPlan.isUpToDate(budget.status(), decision.status())) {
      write(budget, decision.status());
    }
    Instant now = context.now();
    return decision
        .recheck()
        .map(at -> Outcome.after(Duration.between(now, at).plusMillis(1)))
        .orElse(Outcome.DONE);
  }

  private void write(PodDisruptionBudget budget, PodDisruptionBudgetStatus status) {
    if (!status.json().equals(budget.status().json())) {
      client.near(Kinds.POD_DISRUPTION_BUDGETS, budget).updateStatus(budget.withStatus(status));
    }
  }

  private void warnOfUnmanaged(PodDisruptionBudget budget) {
    Map<String, String> labels = new TreeMap<>(budget.spec().selector().matchLabels());
    var text = new StringBuilder("&LabelSelector{MatchLabels:map[string]string{");
    labels.forEach((name, value) -> text.append(name).append(": ").append(value).append(','));
    text.append("},MatchExpressions:[]LabelSelectorRequirement{");
    for (var e : budget.spec().selector().matchExpressions()) {
      text.append(
          "LabelSelectorRequirement{Key:%s,Operator:%s,Values:[%s],},"
              .formatted(e.key(), e.operator(), String.join(" ", e.values())));
    }
    text.append("},}");
    recorder.warning(
        budget,
        "UnmanagedPods",
        "Pods selected by this PodDisruptionBudget (selector: %s) were found to be unmanaged. As a"
                .formatted(text)
            + " result, the status of the PDB cannot be calculated correctly, which may result in"
            + " undefined behavior. To account for these pods please set \".spec.minAvailable\""
            + " field of the PDB to an integer value.");
  }

  @Override
  public void close() {
    loop.close();
    stale.close();
    recorder.close();
  }

  /// A pod that several budgets select concerns them all, though evicting it is refused.
  private final class PodEvents implements Handler<Pod> {
    @Override
    public void added(Pod pod) {
      wake(pod);
    }

    @Override
    public void updated(Pod old, Pod pod) {
      wake(pod);
      if (!labels(old).equals(labels(pod))) {
        wake(old);
      }
    }

    @Override
    public void deleted(Pod last) {
      wake(last);
    }

    private void wake(Pod pod) {
      for (PodDisruptionBudget budget : budgets.byNamespace().get(pod.namespace())) {
        if (covers(budget, pod)) {
          queue.add(budget.key());
        }
      }
    }
  }
}
