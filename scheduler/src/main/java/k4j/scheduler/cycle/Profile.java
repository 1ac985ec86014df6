package k4j.scheduler.cycle;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import k4j.scheduler.framework.BindPlugin;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.PermitPlugin;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PostBindPlugin;
import k4j.scheduler.framework.PostFilterPlugin;
import k4j.scheduler.framework.PreBindPlugin;
import k4j.scheduler.framework.PreEnqueuePlugin;
import k4j.scheduler.framework.QueueSortPlugin;
import k4j.scheduler.framework.ReservePlugin;
import k4j.scheduler.framework.ScorePlugin;

/// The plugins that serve pods of one scheduler name, each list in the order of asking.
///
/// @param percentage how many of the nodes are looked for; 0 for as many as the cluster's size asks
public record Profile(
    String schedulerName,
    int percentage,
    QueueSortPlugin sort,
    List<PreEnqueuePlugin> gates,
    List<FilterPlugin> filters,
    List<PostFilterPlugin> postFilters,
    List<Weighted> scores,
    List<ReservePlugin> reserves,
    List<PermitPlugin> permits,
    List<PreBindPlugin> preBinds,
    List<BindPlugin> binds,
    List<PostBindPlugin> postBinds) {

  /// A plugin and how much its scores count.
  public record Weighted(ScorePlugin plugin, int weight) {}

  /// By their names.
  public Map<String, Plugin> plugins() {
    return Stream.<List<? extends Plugin>>of(
            List.of(sort),
            gates,
            filters,
            postFilters,
            scores.stream().map(Weighted::plugin).toList(),
            reserves,
            permits,
            preBinds,
            binds,
            postBinds)
        .<Plugin>flatMap(List::stream)
        .collect(Collectors.toMap(Plugin::name, UnaryOperator.identity(), (a, _) -> a));
  }
}
