package k4j.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import k4j.api.policy.v1.PodDisruptionBudget;
import k4j.client.Client;
import k4j.scheduler.cycle.Profile;
import k4j.scheduler.framework.BindPlugin;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.Plugin;
import k4j.scheduler.framework.PostFilterPlugin;
import k4j.scheduler.framework.PreEnqueuePlugin;
import k4j.scheduler.framework.QueueSortPlugin;
import k4j.scheduler.framework.ScorePlugin;
import k4j.scheduler.plugins.DefaultBinder;
import k4j.scheduler.plugins.DefaultPreemption;
import k4j.scheduler.plugins.ImageLocality;
import k4j.scheduler.plugins.InterPodAffinity;
import k4j.scheduler.plugins.NodeAffinity;
import k4j.scheduler.plugins.NodeName;
import k4j.scheduler.plugins.NodePorts;
import k4j.scheduler.plugins.NodeResourcesBalancedAllocation;
import k4j.scheduler.plugins.NodeResourcesFit;
import k4j.scheduler.plugins.NodeUnschedulable;
import k4j.scheduler.plugins.PodTopologySpread;
import k4j.scheduler.plugins.PrioritySort;
import k4j.scheduler.plugins.SchedulingGates;
import k4j.scheduler.plugins.TaintToleration;

/// The one list of all plugins, in the order in which they are asked.
record Plugins(List<Plugin> all) {

  static Plugins standard(Client client, Supplier<List<PodDisruptionBudget>> budgets) {
    var plugins =
        new ArrayList<Plugin>(
            List.of(
                new SchedulingGates(),
                new PrioritySort(),
                new NodeUnschedulable(),
                new NodeName(),
                new TaintToleration(),
                new NodeAffinity(),
                new NodePorts(),
                new NodeResourcesFit(),
                new PodTopologySpread(),
                new InterPodAffinity(),
                new NodeResourcesBalancedAllocation(),
                new ImageLocality(),
                new DefaultBinder(client)));
    List<FilterPlugin> filters = new Plugins(plugins).profile().filters();
    plugins.add(new DefaultPreemption(filters, budgets));
    return new Plugins(List.copyOf(plugins));
  }

  private <P extends Plugin> Stream<P> of(Class<P> point) {
    return all.stream().filter(point::isInstance).map(point::cast);
  }

  Profile profile() {
    return new Profile(
        of(FilterPlugin.class).toList(),
        of(PostFilterPlugin.class).toList(),
        of(ScorePlugin.class).toList());
  }

  QueueSortPlugin sort() {
    return of(QueueSortPlugin.class).findFirst().orElseThrow();
  }

  List<PreEnqueuePlugin> gates() {
    return of(PreEnqueuePlugin.class).toList();
  }

  List<BindPlugin> binders() {
    return of(BindPlugin.class).toList();
  }
}
