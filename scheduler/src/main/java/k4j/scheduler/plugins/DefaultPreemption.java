package k4j.scheduler.plugins;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import k4j.api.policy.v1.PodDisruptionBudget;
import k4j.scheduler.cycle.Filtering;
import k4j.scheduler.framework.Diagnosis;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.PostFilterPlugin;
import k4j.scheduler.framework.Remedy;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Finds less important pods whose end makes room. (scheduler: defaultpreemption, preemption.)
public final class DefaultPreemption implements PostFilterPlugin {

  private static final Comparator<PodInfo> IMPORTANCE =
      Comparator.<PodInfo>comparingInt(PodInfo::priority)
          .reversed()
          .thenComparing(DefaultPreemption::started);

  private final List<FilterPlugin> filters;
  private final Supplier<List<PodDisruptionBudget>> budgets;

  public DefaultPreemption(
      List<FilterPlugin> filters, Supplier<List<PodDisruptionBudget>> budgets) {
    this.filters = List.copyOf(filters);
    this.budgets = budgets;
  }

  @Override
  public String name() {
    return "DefaultPreemption";
  }

  private static Instant started(PodInfo pod) {
    return pod.pod().status().startTime().orElse(Instant.MAX);
  }

  /// A node with the pods that would have to go, the most important first.
  private record Candidate(NodeInfo node, List<PodInfo> victims, long violations) {}

  @Override
  public Remedy remedy(PodInfo pod, Snapshot snapshot, Diagnosis diagnosis) {
    if (pod.pod().spec().preemptionPolicy().equals("Never")) {
      return new Remedy.Wait("preemption: not eligible due to preemptionPolicy=Never.");
    }
    if (isMakingRoom(pod, snapshot, diagnosis)) {
      return new Remedy.Wait(
          "preemption: not eligible due to a terminating pod on the nominated node.");
    }
    var candidates = new ArrayList<Candidate>();
    Map<String, Verdict.Rejected> refusals = new LinkedHashMap<>();
    diagnosis
        .rejections()
        .forEach((name, rejection) -> {
          if (rejection.resolvable()) {
            NodeInfo node = snapshot.node(name).orElseThrow();
            consider(pod, snapshot, node)
                .ifPresentOrElse(
                    candidates::add, () -> refusals.put(name, refusal(pod, snapshot, node)));
          }
        });
    if (candidates.isEmpty()) {
      var failed =
          new Diagnosis(
              snapshot.size(),
              "",
              refusals,
              "Preemption is not helpful for scheduling",
              Set.of(),
              "");
      return new Remedy.None("preemption: " + failed.message());
    }
    Candidate best = candidates.stream().min(preference()).orElseThrow();
    return new Remedy.Preempt(
        best.node().name(), best.victims().stream().map(PodInfo::pod).toList());
  }

  private static boolean isMakingRoom(PodInfo pod, Snapshot snapshot, Diagnosis diagnosis) {
    String nominated = pod.pod().status().nominatedNodeName();
    Verdict.Rejected there = diagnosis.rejections().get(nominated);
    boolean hopeless = there != null && !there.resolvable();
    return !hopeless
        && snapshot
            .node(nominated)
            .filter(node ->
                node.pods().stream()
                    .anyMatch(p -> p.pod().isDeleting() && p.priority() < pod.priority()))
            .isPresent();
  }

  private static List<PodInfo> lesser(PodInfo pod, NodeInfo node) {
    return node.pods().stream().filter(p -> p.priority() < pod.priority()).toList();
  }

  private Verdict fits(PodInfo pod, Snapshot snapshot, NodeInfo node) {
    return Filtering.prepare(pod, snapshot.with(node), filters).check(node);
  }

  private static NodeInfo without(NodeInfo node, List<PodInfo> pods) {
    NodeInfo left = node;
    for (PodInfo pod : pods) {
      left = left.without(pod.pod());
    }
    return left;
  }

  private Verdict.Rejected refusal(PodInfo pod, Snapshot snapshot, NodeInfo node) {
    List<PodInfo> lesser = lesser(pod, node);
    return !lesser.isEmpty()
            && fits(pod, snapshot, without(node, lesser)) instanceof Verdict.Rejected rejected
        ? rejected
        : new Verdict.Rejected(
            name(), false, List.of("No preemption victims found for incoming pod"));
  }

  /// Takes all lesser pods away, then gives back as many as possible, the protected and the
  /// important ones first.
  private Optional<Candidate> consider(PodInfo pod, Snapshot snapshot, NodeInfo node) {
    List<PodInfo> lesser = lesser(pod, node);
    NodeInfo left = without(node, lesser);
    if (lesser.isEmpty() || fits(pod, snapshot, left) != Verdict.FITS) {
      return Optional.empty();
    }
    List<PodInfo> byImportance = lesser.stream().sorted(IMPORTANCE).toList();
    Set<PodInfo> guarded = BudgetGuard.guarded(byImportance, budgets.get());
    var order = new ArrayList<>(byImportance.stream().filter(guarded::contains).toList());
    byImportance.stream().filter(p -> !guarded.contains(p)).forEach(order::add);
    var victims = new ArrayList<PodInfo>();
    long violations = 0;
    for (PodInfo candidate : order) {
      NodeInfo with = left.with(candidate);
      if (fits(pod, snapshot, with) == Verdict.FITS) {
        left = with;
      } else {
        victims.add(candidate);
        violations += guarded.contains(candidate) ? 1 : 0;
      }
    }
    victims.sort(IMPORTANCE);
    return victims.isEmpty()
        ? Optional.empty()
        : Optional.of(new Candidate(node, List.copyOf(victims), violations));
  }

  /// The node whose victims matter least.
  private static Comparator<Candidate> preference() {
    return Comparator.comparingLong(Candidate::violations)
        .thenComparingInt(c -> c.victims().getFirst().priority())
        .thenComparingLong(c ->
            c.victims().stream().mapToLong(p -> (long) p.priority() + Integer.MAX_VALUE + 1).sum())
        .thenComparingInt(c -> c.victims().size())
        .thenComparing(DefaultPreemption::firstStart, Comparator.reverseOrder());
  }

  /// When the first of the most important victims started.
  private static Instant firstStart(Candidate candidate) {
    int highest = candidate.victims().getFirst().priority();
    return candidate.victims().stream()
        .filter(p -> p.priority() == highest)
        .map(DefaultPreemption::started)
        .min(Instant::compareTo)
        .orElseThrow();
  }
}
