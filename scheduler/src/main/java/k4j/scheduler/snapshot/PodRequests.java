package k4j.scheduler.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import k4j.api.core.v1.Container;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodSpec;
import k4j.api.quantity.Quantity;

/// What a pod asks of its node. (component-helpers, `resource.PodRequests`.)
final class PodRequests {

  /// What a container without requests counts as where nodes are scored.
  private static final Quantity DEFAULT_CPU = Quantity.ofMilli(100);

  private static final Quantity DEFAULT_MEMORY = Quantity.ofBytes(200L * 1024 * 1024);

  private PodRequests() {}

  static Amounts of(Pod pod) {
    var actual = new ActualRequests(pod);
    return of(pod, actual::of);
  }

  static Amounts nonZero(Pod pod) {
    var actual = new ActualRequests(pod);
    return of(pod, container -> atLeast(actual.of(container)));
  }

  private static Map<String, Quantity> atLeast(Map<String, Quantity> known) {
    Map<String, Quantity> requests = new HashMap<>(known);
    requests.putIfAbsent("cpu", DEFAULT_CPU);
    requests.putIfAbsent("memory", DEFAULT_MEMORY);
    return requests;
  }

  private static Amounts of(Pod pod, Function<Container, Map<String, Quantity>> requests) {
    PodSpec spec = pod.spec();
    Amounts running = Amounts.NONE;
    for (Container container : spec.containers()) {
      running = running.plus(Amounts.of(requests.apply(container)));
    }
    Amounts all = withInit(spec.initContainers(), running, requests);
    all = overridden(all, new ActualRequests(pod).ofPod());
    return all.plus(Amounts.of(spec.overhead()));
  }

  /// Init containers run one after another, beside the sidecars that were started before them.
  private static Amounts withInit(
      List<Container> init, Amounts running, Function<Container, Map<String, Quantity>> requests) {
    Amounts sidecars = Amounts.NONE;
    Amounts most = Amounts.NONE;
    for (Container container : init) {
      Amounts own = Amounts.of(requests.apply(container));
      if (container.restartPolicy().equals("Always")) {
        sidecars = sidecars.plus(own);
        most = most.max(sidecars);
      } else {
        most = most.max(sidecars.plus(own));
      }
    }
    return running.plus(sidecars).max(most);
  }

  /// Requests of the pod as a whole stand in place of those of its containers.
  private static Amounts overridden(Amounts all, Map<String, Quantity> whole) {
    if (whole.isEmpty()) {
      return all;
    }
    Amounts pod = Amounts.of(whole);
    Map<String, Long> others = new HashMap<>(all.others());
    others.putAll(pod.others());
    return new Amounts(
        whole.containsKey("cpu") ? pod.milliCpu() : all.milliCpu(),
        whole.containsKey("memory") ? pod.memory() : all.memory(),
        all.ephemeral(),
        others);
  }
}
