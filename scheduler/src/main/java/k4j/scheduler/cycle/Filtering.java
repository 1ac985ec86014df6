package k4j.scheduler.cycle;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import k4j.scheduler.framework.Diagnosis;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.NodeFilter;
import k4j.scheduler.framework.PostFilterPlugin;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// The filters of one pod, prepared: which nodes can take it.
public final class Filtering {

  private final PodInfo pod;
  private final Snapshot snapshot;
  private final List<FilterPlugin> plugins;

  /// Those of the plugins that have a say, with what each says.
  private final List<Asked> filters = new ArrayList<>();

  private record Asked(FilterPlugin plugin, NodeFilter filter, boolean isLocal) {}

  private final Set<String> naming = new TreeSet<>();
  private Optional<Set<String>> only = Optional.empty();
  private Optional<Verdict.Rejected> refused = Optional.empty();

  private Filtering(PodInfo pod, Snapshot snapshot, List<FilterPlugin> plugins) {
    this.pod = pod;
    this.snapshot = snapshot;
    this.plugins = plugins;
  }

  public static Filtering prepare(PodInfo pod, Snapshot snapshot, List<FilterPlugin> plugins) {
    var filtering = new Filtering(pod, snapshot, plugins);
    for (FilterPlugin plugin : plugins) {
      filtering.take(plugin);
      if (filtering.refused.isPresent()) {
        break;
      }
    }
    return filtering;
  }

  private void take(FilterPlugin plugin) {
    switch (plugin.prepare(pod, snapshot)) {
      case Prepared.Skip _ -> {}
      case Prepared.Refuse(Verdict.Rejected verdict) -> refused = Optional.of(verdict);
      case Prepared.Check(NodeFilter filter, var named, boolean isLocal) -> {
        filters.add(new Asked(plugin, filter, isLocal));
        named.ifPresent(names -> narrow(plugin, names));
      }
    }
  }

  private void narrow(FilterPlugin plugin, Set<String> names) {
    var both = new HashSet<>(names);
    only.ifPresent(both::retainAll);
    only = Optional.of(both);
    naming.add(plugin.name());
    if (both.isEmpty()) {
      String reason =
          naming.size() == 1
              ? "node(s) didn't satisfy plugin " + plugin.name()
              : "node(s) didn't satisfy plugin(s) " + listed() + " simultaneously";
      refused = Optional.of(new Verdict.Rejected(plugin.name(), false, List.of(reason)));
    }
  }

  private String listed() {
    return "[" + String.join(" ", naming) + "]";
  }

  /// Whether one node can take the pod.
  public Verdict check(NodeInfo node) {
    for (Asked asked : filters) {
      Verdict verdict = asked.filter().check(node);
      if (verdict != Verdict.FITS) {
        return verdict;
      }
    }
    return Verdict.FITS;
  }

  private Verdict check(NodeInfo node, Nominations nominations) {
    List<PodInfo> nominated = nominations.on(node.name());
    if (!nominated.isEmpty()) {
      NodeInfo then = node;
      for (PodInfo other : nominated) {
        boolean counts = other.priority() >= pod.priority() && !other.key().equals(pod.key());
        then = counts ? then.with(other) : then;
      }
      Verdict verdict = then == node ? Verdict.FITS : check(then);
      if (verdict != Verdict.FITS) {
        return verdict;
      }
    }
    return check(node);
  }

  /// The same filters on nodes as they might be. Only those that look beyond the node are prepared
  /// anew.
  PostFilterPlugin.Trial trial(Nominations nominations) {
    List<FilterPlugin> global =
        filters.stream().filter(asked -> !asked.isLocal()).map(Asked::plugin).toList();
    if (refused.isPresent()) {
      return node -> prepare(pod, snapshot.with(node), plugins).verdict(node, nominations);
    }
    if (global.isEmpty()) {
      return node -> check(node, nominations);
    }
    var local = new Filtering(pod, snapshot, plugins);
    filters.stream().filter(Asked::isLocal).forEach(local.filters::add);
    return node -> {
      Verdict verdict = local.check(node, nominations);
      return verdict == Verdict.FITS
          ? prepare(pod, snapshot.with(node), global).verdict(node, nominations)
          : verdict;
    };
  }

  private Verdict verdict(NodeInfo node, Nominations nominations) {
    return refused.isPresent() ? refused.get() : check(node, nominations);
  }

  /// What was found: nodes that can take the pod, or why there are none.
  ///
  /// @param next where the search stopped
  record Found(List<NodeInfo> feasible, Diagnosis diagnosis, int next) {}

  Found find(int start, Nominations nominations, int enough) {
    if (refused.isPresent()) {
      Verdict.Rejected verdict = refused.get();
      return new Found(List.of(), refusal(verdict), start);
    }
    List<NodeInfo> nodes = candidates();
    var feasible = new ArrayList<NodeInfo>(Math.min(enough, nodes.size()));
    Map<String, Verdict.Rejected> rejections = new LinkedHashMap<>();
    int asked = 0;
    while (asked < nodes.size() && feasible.size() < enough) {
      NodeInfo node = nodes.get((start + asked) % nodes.size());
      asked++;
      if (check(node, nominations) instanceof Verdict.Rejected rejection) {
        rejections.put(node.name(), rejection);
      } else {
        feasible.add(node);
      }
    }
    int next = nodes.isEmpty() ? 0 : (start + asked) % nodes.size();
    return new Found(feasible, diagnosis(rejections), next);
  }

  private List<NodeInfo> candidates() {
    return only.isEmpty()
        ? snapshot.nodes()
        : only.get().stream().sorted().flatMap(name -> snapshot.node(name).stream()).toList();
  }

  private Diagnosis refusal(Verdict.Rejected verdict) {
    String message = String.join(", ", verdict.reasons());
    return new Diagnosis(snapshot.size(), message, Map.of(), "", Set.of(verdict.plugin()), "");
  }

  private Diagnosis diagnosis(Map<String, Verdict.Rejected> rejections) {
    Set<String> plugins = new TreeSet<>(naming);
    rejections.values().forEach(rejection -> plugins.add(rejection.plugin()));
    String absent = naming.isEmpty() ? "" : "node(s) didn't satisfy plugin(s) " + listed();
    return new Diagnosis(snapshot.size(), "", rejections, absent, plugins, "");
  }
}
