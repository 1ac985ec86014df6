package k4j.controllers.podautoscaler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.core.v1.Container;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.quota.PodResources;
import k4j.api.quota.ResourceAmounts;

/// What pods ask for of a resource, in thousandths. (controller: `calculateRequests`.)
final class PodRequests {

  private PodRequests() {}

  /// By the pods' names.
  ///
  /// @param container empty for whole pods
  static Map<String, Long> of(List<Pod> pods, String container, String resource) {
    Map<String, Long> requests = new HashMap<>();
    for (Pod pod : pods) {
      requests.put(
          pod.name(),
          container.isEmpty() && asksAsAWhole(pod)
              ? whole(pod, resource)
              : containers(pod, container, resource));
    }
    return requests;
  }

  private static boolean asksAsAWhole(Pod pod) {
    return !pod.spec().json().object("resources").object("requests").isEmpty();
  }

  private static long whole(Pod pod, String resource) {
    ResourceAmounts requests = PodResources.of(pod.json(), "requests");
    if (!requests.has(resource)) {
      throw new MetricFailure(
          "missing pod-level request for %s in Pod %s".formatted(resource, pod.name()));
    }
    return requests.get(resource).milliValue();
  }

  private static long containers(Pod pod, String container, String resource) {
    List<Container> containers = new ArrayList<>(pod.spec().containers());
    pod.spec().initContainers().stream()
        .filter(init -> init.restartPolicy().equals("Always"))
        .forEach(containers::add);
    long sum = 0;
    for (Container each : containers) {
      if (container.isEmpty() || container.equals(each.name())) {
        sum += request(pod, each, resource);
        if (!container.isEmpty()) {
          return sum;
        }
      }
    }
    if (!container.isEmpty()) {
      throw new MetricFailure("container %s not found in Pod %s".formatted(container, pod.name()));
    }
    return sum;
  }

  private static long request(Pod pod, Container container, String resource) {
    JsonObject json = container.json();
    ResourceAmounts requests = PodResources.ofContainer(json, "requests");
    if (!requests.has(resource)) {
      throw new MetricFailure(
          "missing request for %s in container %s of Pod %s"
              .formatted(resource, container.name(), pod.name()));
    }
    return requests.get(resource).milliValue();
  }
}
