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
import java.util.random.RandomGenerator;
import k4j.api.json.JsonObject;
import k4j.api.policy.v1.PodDisruptionBudget;
import k4j.scheduler.framework.Diagnosis;
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

  private final Supplier<List<PodDisruptionBudget>> budgets;
  private final RandomGenerator random;
  private final long percentOfCandidates;
  private final long leastCandidates;

  /// @param args `DefaultPreemptionArgs`
  /// @param random where among the nodes the search begins
  public DefaultPreemption(
      JsonObject args, Supplier<List<PodDisruptionBudget>> budgets, RandomGenerator random) {
    percentOfCandidates = args.integer("minCandidateNodesPercentage", 10);
    leastCandidates = args.integer("minCandidateNodesAbsolute", 100);
    this.budgets = budgets;
    this.random = random;
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
  public Remedy remedy(PodInfo pod, Snapshot snapshot, Diagnosis diagnosis, Trial trial) {
    if (pod.pod().spec().preemptionPolicy().equals("Never")) {
      return new Remedy.Wait("preemption: not eligible due to preemptionPolicy=Never.");
    }
    if (isMakingRoom(pod, snapshot, diagnosis)) {
      return new Remedy.Wait(
          "preemption: not eligible due to a terminating pod on the nominated node.");
    }
    var candidates = new ArrayList<Candidate>();
    Map<String, Verdict.Rejected> refusals = new LinkedHashMap<>();
    search(pod, potential(snapshot, diagnosis), trial, candidates, refusals);
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

  /// The nodes that fewer pods might make fit.
  private static List<NodeInfo> potential(Snapshot snapshot, Diagnosis diagnosis) {
    return diagnosis.rejections().entrySet().stream()
        .filter(rejection -> rejection.getValue().resolvable())
        .flatMap(rejection -> snapshot.node(rejection.getKey()).stream())
        .toList();
  }

  /// Looks at the nodes from a random one on, until there is choice enough.
  private void search(
      PodInfo pod,
      List<NodeInfo> nodes,
      Trial trial,
      List<Candidate> candidates,
      Map<String, Verdict.Rejected> refusals) {
    if (nodes.isEmpty()) {
      return;
    }
    List<PodDisruptionBudget> known = budgets.get();
    long enough = Math.max(leastCandidates, nodes.size() * percentOfCandidates / 100);
    int start = random.nextInt(nodes.size());
    boolean protectedOnly = true;
    for (int i = 0; i < nodes.size(); i++) {
      NodeInfo node = nodes.get((start + i) % nodes.size());
      Optional<Candidate> candidate = consider(pod, node, trial, known);
      if (candidate.isEmpty()) {
        refusals.put(node.name(), refusal(pod, node, trial));
        continue;
      }
      candidates.add(candidate.get());
      protectedOnly &= candidate.get().violations() > 0;
      if (candidates.size() >= enough && !protectedOnly) {
        return;
      }
    }
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

  private static NodeInfo without(NodeInfo node, List<PodInfo> pods) {
    NodeInfo left = node;
    for (PodInfo pod : pods) {
      left = left.without(pod.pod());
    }
    return left;
  }

  private Verdict.Rejected refusal(PodInfo pod, NodeInfo node, Trial trial) {
    List<PodInfo> lesser = lesser(pod, node);
    return !lesser.isEmpty() && trial.on(without(node, lesser)) instanceof Verdict.Rejected rejected
        ? rejected
        : new Verdict.Rejected(
            name(), false, List.of("No preemption victims found for incoming pod"));
  }

  /// Takes all lesser pods away, then gives back as many as possible, the protected and the
  /// important ones first.
  private static Optional<Candidate> consider(
      PodInfo pod, NodeInfo node, Trial trial, List<PodDisruptionBudget> budgets) {
    List<PodInfo> lesser = lesser(pod, node);
    NodeInfo left = without(node, lesser);
    if (lesser.isEmpty() || trial.on(left) != Verdict.FITS) {
      return Optional.empty();
    }
    List<PodInfo> byImportance = lesser.stream().sorted(IMPORTANCE).toList();
    Set<PodInfo> guarded = BudgetGuard.guarded(byImportance, budgets);
    var order = new ArrayList<>(byImportance.stream().filter(guarded::contains).toList());
    byImportance.stream().filter(p -> !guarded.contains(p)).forEach(order::add);
    var victims = new ArrayList<PodInfo>();
    long violations = 0;
    for (PodInfo candidate : order) {
      NodeInfo with = left.with(candidate);
      if (trial.on(with) == Verdict.FITS) {
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
